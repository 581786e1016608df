-- A shard: the extension, and settings that every connection of the coordinator gets.
-- The coordinator asks by a cursor; a plan for its first rows is the one that uses the index.
create extension vector;
alter database postgres set hnsw.iterative_scan = 'strict_order';
alter database postgres set hnsw.ef_search = 100;
alter database postgres set cursor_tuple_fraction = 0.0001;
