"""Embeddings in PostgreSQL with pgvector: more than one program's memory holds, and there tomorrow.

    with Store("products", fingerprint=model_fingerprint(encoder)) as store:
        ids = store.add(embeddings, {"file": files, "label": labels})  # on disk when it returns, whatever is killed
        distances, ids = store.search(queries, k=10)                   # (n, 10) each, like search.Index
        distances, ids = store.search(queries, k=10, filter={"label": 3})
        files = store.look_up(ids)["file"]
        print(store.plan(query, k=10), store.sizes())                  # what the database does, what it weighs

After a new training, while the old embeddings are searched:

    new = store.versions.add(dimension, model_fingerprint(encoder))
    while len(ids := store.versions.missing(new)[:1000]):
        store.versions.fill(new, ids, embed(encoder, pictures_of(store.look_up(ids)["file"])))
    store.build_index(new)
    store.versions.switch(new)                                         # one transaction
    store.versions.drop(old)

Where the data are. By default an embedded server keeps them in data/cache/postgres, and any number of notebooks may
open it at once. Started as root, in a container mostly, it runs as an account pgserver, which is made, and other
accounts get the right to pass through the folders above its own: better be an ordinary user.
COURSE_DATABASE=postgresql://user@host/database, or `address`, names any PostgreSQL with pgvector 0.8 or newer. Give
the store a database of its own: two settings of it are changed (`schema.SETTINGS`).

Several machines. The client stays as it is; the database brings its own three functions for making, indexing and
dropping a table of embeddings (`schema.FUNCTIONS` are those of one server). tests/cluster/coordinator.sql does so for
shards that PostgreSQL itself reaches (postgres_fdw), which `make test-cluster` tries on four servers. There a batch
that a crash interrupts may leave embeddings on a shard; nothing finds them, as no picture goes with them.
With Citus, which we did not try, three commands make a cluster of servers that have it installed and preloaded:

    create extension citus;                                          -- in the database of every server
    select citus_add_node('worker-1', 5432);                         -- to the coordinator, for each worker
    select create_distributed_table('products_v1', 'id');            -- as the last line of course_make_embeddings

Its coordinator tells the workers its own name by citus_set_coordinator_host.

Sources: pgvector, https://github.com/pgvector/pgvector; Citus, https://docs.citusdata.com.

store                                          `Store`, which holds the two below
tables, versions                               one collection in the database; the embeddings of several networks
arguments, columns, nearest                    what is given, metadata in SQL, the search
connection, address, schema                    how a database is reached, and what it must have
building, failures                             how an index is built; what a database refuses, in words
embedded, sockets, postgres_programs,          the server that comes along
    server_account
"""

from course_lib.store.store import Store
from course_lib.store.versions import Version

__all__ = ["Store", "Version"]
