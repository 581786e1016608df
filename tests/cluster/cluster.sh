#!/usr/bin/env bash
# A coordinator and three shards, each a PostgreSQL 17 of Debian 13 with pgvector, in a folder of their own.
#
#   cluster.sh start FOLDER          installs once (700 MB, some minutes), then makes four new, empty servers
#   cluster.sh kill FOLDER NUMBER    kill -9 of one of them, 0 is the coordinator; `up` starts it again
#   cluster.sh up FOLDER NUMBER
#   cluster.sh stop FOLDER           stops them all
#
# Needs root, for chroot, and the package debootstrap of Debian or Ubuntu. Changes nothing outside FOLDER: no mount
# that lasts, no service, no port. The servers listen in FOLDER/root/srv/pg/sockets, a folder for their owner alone.
set -eu
what=$1 folder=$2 root=$2/root
servers=(coordinator shard_0 shard_1 shard_2)

as_postgres() {
    chroot --userspec=postgres:postgres "$root" \
        env -i PATH=/usr/lib/postgresql/17/bin:/usr/bin:/bin HOME=/tmp LC_ALL=C.UTF-8 "$@"
}

up() {
    as_postgres pg_ctl -s -w -D "/srv/pg/${servers[$1]}" -l "/srv/pg/${servers[$1]}.log" \
        -o "-h '' -k /srv/pg/sockets -p $((5440 + $1)) -c dynamic_shared_memory_type=mmap" start
}

down() {
    for number in "${!servers[@]}"; do
        [ ! -e "$root/srv/pg/${servers[$number]}/postmaster.pid" ] ||
            as_postgres pg_ctl -s -w -m fast -D "/srv/pg/${servers[$number]}" stop || true
    done
}

fetch() {
    mkdir -p "$folder"
    # debootstrap mounts /proc. In a mount namespace of its own that is gone when it ends, however it ends: whoever
    # deletes the folder of a killed one would otherwise walk into the /proc of the machine.
    rm -rf --one-file-system "$root.part"
    unshare --mount --propagation private debootstrap --variant=minbase \
        --include=postgresql-17,postgresql-17-pgvector trixie "$root.part" > "$folder/debootstrap.log" 2>&1 || {
        tail -n 20 "$folder/debootstrap.log" >&2
        exit 1
    }
    mv "$root.part" "$root"
}

case $what in
start)
    [ -e "$root" ] || fetch
    down
    rm -rf --one-file-system "$root/srv/pg"
    mkdir "$root/srv/pg"
    chroot "$root" chown postgres:postgres /srv/pg
    as_postgres mkdir -m 700 /srv/pg/sockets
    for number in "${!servers[@]}"; do
        as_postgres initdb -A trust -E UTF8 --no-sync -D "/srv/pg/${servers[$number]}" > "$folder/initdb.log"
        up "$number"
        part=${servers[$number]%_*}
        as_postgres psql -qX -v ON_ERROR_STOP=1 -h /srv/pg/sockets -p $((5440 + number)) \
            < "$(dirname "$0")/$part.sql" > "$folder/$part.log"
    done
    ;;
kill)
    pid=$(head -n 1 "$root/srv/pg/${servers[$3]}/postmaster.pid")
    # shellcheck disable=SC2046
    kill -9 "$pid" $(pgrep -P "$pid")
    # Where the system is slow to collect the dead, their number in these files would count as a running server.
    rm -f "$root/srv/pg/${servers[$3]}/postmaster.pid" "$root/srv/pg/sockets/.s.PGSQL.$((5440 + $3)).lock"
    ;;
up) up "$3" ;;
stop) down ;;
*)
    echo "start, kill, up or stop, got $what" >&2
    exit 2
    ;;
esac
