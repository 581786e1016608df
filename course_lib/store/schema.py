"""What a store keeps in its database, in SQL.

A collection NAME has three kinds of tables. NAME_pictures: one row per picture, and what is not in it does not exist.
NAME_versions: one row per network whose embeddings are kept. NAME_v1, NAME_v2, ...: the embeddings, with the labels,
so that a filtered search reads one table. How such a table is made is a function in the database: on one server
it is the one below; a cluster has its own, and the client does not know the difference.
"""

SETTINGS = {"hnsw.iterative_scan": "strict_order", "hnsw.ef_search": "100"}

FUNCTIONS = {
    "course_make_embeddings": """
create function course_make_embeddings(place text, dimension int) returns void language plpgsql as $$
begin
    execute format('create table %I (id bigint primary key, label bigint not null, embedding vector(%s) not null)',
                   place, dimension);
    execute format('create index on %I (label)', place);
end $$""",
    # One process and 256 MB: an index that outgrows its memory while it is built is built many times more slowly, and
    # before pgvector 0.8.2 several processes could overflow a buffer (CVE-2026-3172).
    "course_index_embeddings": """
create function course_index_embeddings(place text) returns void language plpgsql
set max_parallel_maintenance_workers = 0 set maintenance_work_mem = '256MB' as $$
begin
    execute format('create index if not exists %I on %I using hnsw (embedding vector_l2_ops)', place || '_near', place);
    execute format('analyze %I', place);
end $$""",
    "course_drop_embeddings": """
create function course_drop_embeddings(place text) returns void language plpgsql as $$
begin
    execute format('drop table %I', place);
end $$""",
}

TABLES = """
create sequence if not exists {name}_ids minvalue 0;
create table if not exists {name}_pictures (id bigint primary key, name text not null, label bigint not null);
create table if not exists {name}_versions (
    version int generated always as identity primary key,
    dimension int not null,
    fingerprint text,
    active boolean not null default false
);
create unique index if not exists {name}_one_active on {name}_versions (active) where active;
"""

# The k nearest as the index of the table has them; without an index, exactly.
NEAREST = """
select near.id, near.distance
from (select id, embedding <-> %(query)s as distance from {place} {where} order by embedding <-> %(query)s, id
      limit %(k)s) as near
join {name}_pictures using (id)
order by near.distance, near.id
"""
# The same from every row: no index knows how to sort by a distance + 0.
NEAREST_OF_ALL = """
select near.id, near.distance
from (select id, embedding <-> %(query)s as distance from {place} {where}
      order by (embedding <-> %(query)s) + 0, id) as near
join {name}_pictures using (id)
order by near.distance, near.id
limit %(k)s
"""
