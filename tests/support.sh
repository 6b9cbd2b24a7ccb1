# What tests/run and tests/bench share: a PostgreSQL of their own. Sourced, not run.
# shellcheck shell=bash

postgres_bin() {
    local initdb
    initdb="$(ls -1d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1)"
    initdb="${initdb:-$(command -v initdb || true)}"
    [ -n "$initdb" ] && dirname "$initdb"
}

# Below the ports that the system hands out by itself, so that no connection takes it in between.
free_port() { echo $((10000 + (RANDOM * 32768 + RANDOM) % 20000)); }

# start_postgres FOLDER [durable|fast]: reached by SHUSSEKI_TEST_POSTGRES, ended by "${postgres_stop[@]}".
# Durable as in operation, which measurements need; or fast, without waiting for the disk: tests kill
# our server and never PostgreSQL, so to them it makes no difference but that of hundreds of databases.
postgres_stop=()
start_postgres() {
    local data="$1/postgres" haste=() bin as=() password port attempt
    [ "$2" = durable ] || haste=(-c fsync=off -c full_page_writes=off)
    bin="$(postgres_bin)"
    mkdir "$data"
    if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
        local user=postgres
        id "$user" >/dev/null 2>&1 || user=nobody
        chown "$user" "$data"
        as=(runuser -u "$user" --)
    fi
    password="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
    (umask 077 && echo "$password" >"$data/password")
    chown --reference="$data" "$data/password"
    (cd "$data" && "${as[@]}" "$bin/initdb" --pgdata="$data/cluster" --username=shusseki \
        --pwfile="$data/password" --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >"$1/initdb.log" 2>&1) ||
        { cat "$1/initdb.log"; return 1; }
    for attempt in 1 2 3 4 5; do # another program may take the port in between
        port="$(free_port)"
        if (cd "$data" && "${as[@]}" "$bin/pg_ctl" start --wait --silent --pgdata="$data/cluster" --log="$data/log" \
            --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data -c max_connections=400 ${haste[*]}" >/dev/null 2>&1); then
            postgres_stop=("${as[@]}" "$bin/pg_ctl" stop --mode=immediate --silent --pgdata="$data/cluster")
            export SHUSSEKI_TEST_POSTGRES="postgres://shusseki:$password@127.0.0.1:$port/postgres"
            echo "PostgreSQL $("$bin/postgres" --version | awk '{print $3}') listens on port $port"
            return
        fi
        echo "attempt $attempt: port $port did not work"
    done
    cat "$data/log"
    return 1
}
