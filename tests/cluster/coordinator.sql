-- The coordinator of three shards. A table of embeddings is cut by its ids: each shard has the rows of one remainder.
-- The three functions are what a Store calls; with them the cluster differs from one server, and in nothing else.
create extension vector;
create extension postgres_fdw;
create extension dblink;

do $$
begin
    for shard in 0..2 loop
        execute format(
            'create server shard_%s foreign data wrapper postgres_fdw options (host ''/srv/pg/sockets'', port %L,
             dbname ''postgres'', extensions ''vector'', fetch_size ''20'', batch_size ''500'')', shard, 5441 + shard);
        execute format('create user mapping for postgres server shard_%s options (user ''postgres'')', shard);
    end loop;
end $$;

create function on_each_shard(command text) returns void language plpgsql as $$
begin
    for shard in 0..2 loop
        perform dblink_exec('host=/srv/pg/sockets user=postgres dbname=postgres port=' || 5441 + shard, command);
    end loop;
end $$;

-- What a shard was told stays done when the coordinator takes its own part back; then the number is not used again.
create function course_make_embeddings(place text, dimension int, names text[], types text[]) returns void
language plpgsql as $$
declare
    columns text := '';
    indexes text := '';
begin
    for i in 1 .. cardinality(names) loop
        columns := columns || format('%I %s not null, ', names[i], types[i]);
        indexes := indexes || format('; create index on %I using %s (%I)', place,
                                     case types[i] when 'text' then 'hash' else 'btree' end, names[i]);
    end loop;
    perform on_each_shard(format('create table %I (id bigint primary key, %sembedding vector(%s) not null)',
                                 place, columns, dimension) || indexes);
    execute format('create table %I (id bigint not null, %sembedding vector(%s) not null) partition by hash (id)',
                   place, columns, dimension);
    for shard in 0..2 loop
        execute format('create foreign table %I partition of %I for values with (modulus 3, remainder %s)
                        server shard_%s options (table_name %L)', place || '_' || shard, place, shard, shard, place);
    end loop;
end $$;

create function course_index_embeddings(place text, megabytes int, processes int, halves boolean) returns void
language plpgsql as $$
begin
    if halves then
        raise feature_not_supported using message = 'this coordinator indexes whole numbers only';
    end if;
    perform on_each_shard(format(
        'set max_parallel_maintenance_workers = %3$s;
         set maintenance_work_mem = ''%4$sMB'';
         create index if not exists %1$I on %2$I using hnsw (embedding vector_l2_ops);
         analyze %2$I', place || '_near', place, processes, megabytes));
end $$;

create function course_drop_embeddings(place text) returns void language plpgsql as $$
begin
    execute format('drop table %I', place);
    perform on_each_shard(format('drop table if exists %I', place));
end $$;
