#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Managed by groupware.mattermost
#
# Tests a new file together with the rest of Nginx's configuration: check_site.sh DIRECTORY NAME NEW
# DIRECTORY holds nginx.conf, NAME is the path of the file below it, NEW the file to test.
# Nginx can only judge the whole directory, so this tests a copy of it. The copy contains private keys: it belongs to
# root alone and is removed in any case.
set -eu
directory=$1 name=$2 new=$3

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -a "$directory/." "$copy"
cp "$new" "$copy/$name"
grep -rlZ "$directory/" "$copy" --include=*.conf | xargs -0 -r sed -i "s|$directory/|$copy/|g"
nginx -q -t -c "$copy/nginx.conf"
