"""What a store keeps in its database, in SQL.

A collection NAME has four kinds of tables. NAME_columns: the columns of metadata and their types. NAME_pictures: one
row per picture, and what is not in it does not exist. NAME_versions: one row per network whose embeddings are kept.
NAME_v1, NAME_v2, ...: the embeddings, with the metadata, so that a filtered search reads one table. How such a table is
made is a function in the database: on one server it is the one below; a cluster has its own, and the client does not
know the difference.
"""

SETTINGS = {"hnsw.iterative_scan": "strict_order", "hnsw.ef_search": "100"}

FUNCTIONS = {
    # Texts are found by their hash: a tree takes none above 2,704 bytes.
    "course_make_embeddings(text, int, text[], text[])": """
create function course_make_embeddings(place text, dimension int, names text[], types text[]) returns void
language plpgsql as $$
declare
    columns text := '';
begin
    for i in 1 .. cardinality(names) loop
        columns := columns || format('%I %s not null, ', names[i], types[i]);
    end loop;
    execute format('create table %I (id bigint primary key, %sembedding vector(%s) not null)',
                   place, columns, dimension);
    for i in 1 .. cardinality(names) loop
        execute format('create index on %I using %s (%I)', place,
                       case types[i] when 'text' then 'hash' else 'btree' end, names[i]);
    end loop;
end $$""",
    # The memory is what the graph may take while it is built; with several processes it is shared and taken at once.
    "course_index_embeddings(text, int, int, boolean)": """
create function course_index_embeddings(place text, megabytes int, processes int, halves boolean) returns void
language plpgsql as $$
declare
    dimension int := (select atttypmod from pg_attribute where attrelid = place::regclass and attname = 'embedding');
begin
    perform set_config('maintenance_work_mem', megabytes || 'MB', true);
    perform set_config('max_parallel_maintenance_workers', processes::text, true);
    execute format('alter table %I set (parallel_workers = %s)', place, processes);
    if halves then
        execute format('create index if not exists %I on %I using hnsw ((embedding::halfvec(%s)) halfvec_l2_ops)',
                       place || '_near_halves', place, dimension);
        execute format('drop index if exists %I', place || '_near');
    else
        execute format('create index if not exists %I on %I using hnsw (embedding vector_l2_ops)',
                       place || '_near', place);
        execute format('drop index if exists %I', place || '_near_halves');
    end if;
    execute format('alter table %I reset (parallel_workers)', place);
    execute format('analyze %I', place);
end $$""",
    "course_drop_embeddings(text)": """
create function course_drop_embeddings(place text) returns void language plpgsql as $$
begin
    execute format('drop table %I', place);
end $$""",
}

TABLES = """
create sequence if not exists {name}_ids minvalue 0;
create table if not exists {name}_columns (
    position int generated always as identity primary key,
    name text not null unique,
    type text not null
);
create table if not exists {name}_pictures (id bigint primary key);
create table if not exists {name}_versions (
    version int generated always as identity primary key,
    dimension int not null,
    fingerprint text,
    active boolean not null default false
);
create unique index if not exists {name}_one_active on {name}_versions (active) where active;
"""

IS_OLD = "select to_regclass('{name}_pictures') is not null and to_regclass('{name}_columns') is null"
SIZES = """
select pg_table_size('{place}'),
       coalesce(pg_relation_size(to_regclass('{place}_near')), pg_relation_size(to_regclass('{place}_near_halves')), 0),
       pg_indexes_size('{place}')
"""
HAS_HALVES = "select to_regclass('{place}_near_halves') is not null"

# The k nearest as the index of the table has them; without an index, exactly.
NEAREST = """
select near.id, near.distance
from (select id, embedding <-> %(query)s as distance from {place} {where} order by embedding <-> %(query)s, id
      limit %(k)s) as near
join {name}_pictures using (id)
order by near.distance, near.id
"""
# By an index of halves: its first choice, put in order by the whole numbers.
NEAREST_OF_HALVES = """
select near.id, near.distance
from (select id, embedding <-> %(query)s as distance
      from (select id, embedding from {place} {where}
            order by embedding::halfvec({dimension}) <-> %(query)s::halfvec({dimension})
            limit %(first_choice)s) as chosen
      ) as near
join {name}_pictures using (id)
order by near.distance, near.id
limit %(k)s
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
