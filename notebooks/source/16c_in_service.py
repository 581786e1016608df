# %% [markdown] tags=["card"]
# # 16c In service: What breaks first?
#
# **Needs** lessons 15 (photos of products and a network for them), 16 (the kinds of index, recall) and 16b (bits).
# **Data** the photos of lesson 15 where they are, drawn pictures otherwise. **Takes** {{measured}}.
#
# **May be skipped:** section 5, and exercise 16c-3.
#
# You will be able to
# 1. keep an index in a file that notices damage, and embeddings in a database that survives a kill;
# 2. read from the database's own plan how it answers;
# 3. change to a newly trained network while the old one is searched;
# 4. say in bytes, machines and days what a billion pictures need, and put a page in front of twenty visitors.

# %%
import numpy as np

from course_lib import data, plots
from course_lib.exercises import attempt
from course_lib.models import embed
from course_lib.recipes import measurements, products
from course_lib.widgets import live

SEED = 0
case = "groceries" if data.find("groceries") else "catalogue"
pictures, network = products.shipped_pictures(case), products.shipped_encoder(case)
embeddings = embed(network, pictures.pictures, batch_size=64)  # (n, d), of length 1

# %% [markdown]
# ## 1. An index at work
# Lesson 16 asked how fast an index finds the nearest. A shop asks for more. It wants only products of one kind, none
# that is sold out, and the same index again tomorrow. So `Index` takes columns of metadata, a `filter` on them, and ids
# to `remove`. We ask for the pictures of one product, and then remove the nearest of them:

# %%
from course_lib.search import Index
from course_lib.search.fingerprint import model_fingerprint

real, labels = (each[pictures.split == "train"] for each in (embeddings, pictures.labels))  # (m, d), (m,)
asked, wanted_label = embeddings[pictures.split == "test"][:1], pictures.labels[pictures.split == "test"][0]  # (1, d)

# %%
index = Index(real, metadata={"label": labels}, fingerprint=model_fingerprint(network))
before = index.search(asked, k=10, filter={"label": wanted_label})[1]  # (1, 10)
index.remove(before[0, :1])
after = index.search(asked, k=10, filter={"label": wanted_label})[1]  # (1, 10)
print(before[0], after[0], sep="\n")

assert (labels[before] == wanted_label).all() and (after[0, :-1] == before[0, 1:]).all()

# %% [markdown]
# Every answer shows the product asked for, and without the picture that was removed the others move up. Now the file.
# We save, load, and then turn a single bit:

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

folder = TemporaryDirectory(prefix="course-index-")
path = Path(folder.name) / "products.index"
index.save(path)
loaded = Index.load(path, fingerprint=model_fingerprint(network))

assert (loaded.search(asked, k=10, filter={"label": wanted_label})[1] == after).all()

# %%
content = bytearray(path.read_bytes())
content[len(content) // 2] ^= 1
damaged = path.with_name("damaged.index")
damaged.write_bytes(content)
refusal = "none"
try:
    Index.load(damaged)
except ValueError as problem:
    refusal = str(problem)
print(refusal.rpartition(", ")[2])

assert "it is damaged" in refusal

# %% [markdown]
# The loaded index gives the same answers. The damaged one is refused, because the file carries a checksum. The index of
# another network would be refused as well, since embeddings of two networks cannot be compared. It is recognised by its
# *fingerprint*, a short name that is computed from all weights. And the file is moved into place in one step, so a
# crash leaves the old one whole.
#
# ## 2. A database
# `Index` lives in the memory of one program. `Store` answers the same calls, but it keeps the embeddings in a database,
# PostgreSQL with its extension pgvector. Several programs can use it at once, what was added is on disk when `add`
# returns, and it can grow over several machines. It brings its own server, which ends with the last store. Ours gets a
# folder that is deleted in the end.

# %%
from course_lib.store import Store

place = {"folder": Path(folder.name) / "postgres"}
store = Store("products", model_fingerprint(network), **place)
val = pictures.split == "val"
kept, kept_labels, wanted = embeddings[~val], pictures.labels[~val], embeddings[val][:50]  # (n, d), (n,), (50, d)
files = pictures.files or [f"picture {i}" for i in range(len(pictures))]
if len(store) == 0:  # else they are there from an earlier run of this cell
    ids = store.add(kept, {"file": np.array(files)[~val], "label": kept_labels})

# %%
right, found = store.search(wanted, k=10)  # (50, 10) each
exact = Index(kept).search(wanted, k=10)[0]  # (50, 10)
scan = store.plan(wanted[0], k=10)
print(len(store), "pictures; largest difference from the exact index", f"{np.abs(right - exact).max():.0e}")

assert len(store) == len(kept) and np.abs(right - exact).max() < 1e-5

# %% [markdown]
# The database finds the same. So far it reads every row. `build_index` makes a kind of index that lesson 16 did not
# have, a **graph** (HNSW, Malkov and Yashunin 2018): each picture keeps links to some near ones, and a search steps
# from a picture to one that is nearer to the query. PostgreSQL's command EXPLAIN tells us how it will answer. We ask it
# before and after:

# %%
store.build_index()
print(scan, store.plan(wanted[0], k=10), sep="\n\n")

assert "Seq Scan on products_v1" in scan
assert len(kept) < 5000 or "Index Scan using products_v1_near" in store.plan(wanted[0], k=10)

# %% [markdown]
# Read a plan from its innermost line outwards. Before, there is a *Seq Scan*, which reads the whole table; after, an
# *Index Scan* of the graph. (With few pictures the database still reads the table, because it expects that to be
# cheaper.) What does the graph find, and how many bytes does it take? For each picture pgvector writes a head of 80
# bytes and its $d$ numbers. Then come 4 bytes and links to $2m$ others at 6 bytes each, rounded up to a multiple of 8
# (which `-(-x // 8)` does), and 8 bytes to find both:


# %%
def recall_at_10(ids, true):
    return np.mean([np.isin(expected, found).mean() for expected, found in zip(true, ids)])


def graph_bytes(d, m=16):
    return 80 + 4 * d + 8 * -(-(4 + 6 * 2 * m) // 8) + 8


# %%
d = embeddings.shape[1]
recall = recall_at_10(store.search(wanted, k=10)[1], found)
weight = store.sizes()["index"] / len(store)
print(f"recall@10 {recall:.3f}; {weight:.0f} bytes a picture, {graph_bytes(d)} by the formula")

assert recall > 0.99 and 1 <= weight / graph_bytes(d) < 1.1

# %% [markdown]
# In this small gallery the graph finds nearly everything. (Among 100,000 made embeddings, `bench/store.py` measured a
# recall of 0.97.) The formula gives nearly all of the bytes. The rest are upper layers and unused ends of pages.
#
# (A graph and a filter do not go together well, for the nearest pictures may all fail the filter. `Store` tells
# pgvector to go on until the list is full, by `hnsw.iterative_scan`, and in `bench/store.md` every list was full.)
#
# ## 3. After a new training
# After a new training all pictures need new embeddings. That takes time, and visitors go on asking. So the store keeps
# `versions`. The new version is filled while the old one is searched. Then one transaction switches to the new one, and
# the old one is dropped. As our new network we take the old one with all embeddings turned by one rotation. A loss that
# sees distances only cannot tell the two apart, and yet all numbers are different.

# %%
turn = np.linalg.qr(np.random.default_rng(SEED).normal(size=(d, d)))[0].astype("float32")  # (d, d), a rotation
old, new = store.versions.active().version, store.versions.add(d, "turned")
while len(missing := store.versions.missing(new)[:2000]):
    store.versions.fill(new, missing, kept[np.searchsorted(ids, missing)] @ turn)
    print(len(store.versions.missing(new)), "left; searched:", store.versions.active().version)
store.build_index(new)
store.versions.switch(new)
store.versions.drop(old)

# %%
same_network = recall_at_10(store.search(wanted @ turn, k=10)[1], found)
mixed = recall_at_10(store.search(wanted, k=10)[1], found)  # for the exercise below
print(f"of the former ten nearest the new network finds {same_network:.2f}")

assert same_network > 0.98

# %% [markdown]
# New queries find the same pictures as before. (`missing` says what is left to fill, also after a kill.) But somewhere
# a program may still run that embeds its queries with the old network.

# %% [markdown]
# ### Exercise 16c-1 (prediction): the old network
# Such a program sends a query of the old network, unturned, to the turned embeddings of about five thousand pictures,
# and gets ten. Which share of its ten true neighbours is among them? A number between 0 and 1; within 0.03 counts.

# %% [markdown] tags=["hint"]
# Distances *within* the old embeddings and *within* the new ones agree. The query and the gallery are now one of each.

# %% [markdown] tags=["hint"]
# In many dimensions a rotation at random carries a vector to a place that has nothing to do with where it was.

# %% [markdown] tags=["hint"]
# So the ten are as good as drawn by lot. How many of ten true ones are among ten of five thousand?

# %% tags=["exercise"]
share_of_the_old = ...

# %% tags=["solution"]
share_of_the_old = 10 / 5000


# %% tags=["check"]
def check_share_of_the_old(yours):
    assert 0 <= yours <= 1, "a share lies between 0 and 1"
    near = abs(yours - mixed) < 0.03
    inside = "distances agree inside the old numbers and inside the new ones; but this query is old and the gallery new"
    assert near or yours < 0.9, inside
    assert near or yours < 0.25, (
        "that would need directions that both networks share: does a random rotation leave any?"
    )
    assert near, "still too many: how many of ten true ones are among ten that are drawn by lot, of five thousand?"


share_of_the_old = attempt("16c-1", share_of_the_old, check_share_of_the_old, ours=10 / 5000)

# %%
print(f"of the former ten nearest the old network finds {mixed:.3f}")

assert mixed < 0.02

# %% [markdown]
# It finds noise, and no error says so: it gets ten pictures with ten distances, as always. So a store refuses a program
# that embeds with another network. Here such a program comes with the old fingerprint:

# %%
with Store("products", model_fingerprint(network), **place) as old_program:
    try:
        old_program.search(wanted[:1], k=1)
    except ValueError as problem:
        refusal = str(problem)
print(refusal)

assert refusal.startswith("fingerprint: expected")

# %%
store.close()
folder.cleanup()

# %% [markdown]
# An error is better than noise. So far everything fits on one machine.
#
# ## 4. The arithmetic of a billion
# What breaks first as the gallery grows? Nobody lends us a billion photos, so we reckon: first the bytes, then the
# machines, then the time of a query, and last the days of a new training. The bytes are sure, and the times are
# guesses.

# %% [markdown]
# ### Exercise 16c-2 (implementation): bytes
# Write `index_bytes(kind, d)`: the bytes of one picture with $d$ numbers in each kind of index of lesson 16, its id (8
# bytes) included. Exact and approximate keep every number as a float32, compressed rounds each to one of 256 steps,
# binary keeps one bit of each. Centres and steps, which all pictures share, do not count.

# %% [markdown] tags=["hint"]
# The id takes 8 bytes in every kind. What comes on top is $d$ times the bytes of one number.

# %% [markdown] tags=["hint"]
# A float32 has 4 bytes, one of 256 steps is one byte, and eight bits are one byte.

# %% [markdown] tags=["hint"]
# `{"exact": 4 * d, "approximate": 4 * d, ...}[kind] + 8`; for bits, `-(-d // 8)` rounds up.


# %% tags=["exercise"]
def index_bytes(kind, d):
    return ...


# %% tags=["solution"]
def index_bytes(kind, d):
    return {"exact": 4 * d, "approximate": 4 * d, "compressed": d, "binary": -(-d // 8)}[kind] + 8


# %% tags=["check"]
def check_index_bytes(yours):
    slips = {
        "the id is missing: 8 bytes more": lambda number, kind, d: ours(kind, d) - 8,
        "the 8 bytes of the id are there once": lambda number, kind, d: ours(kind, d) + 8,
        "bytes are asked, not kilobytes": lambda number, kind, d: ours(kind, d) / 1024,
        "what fills its bytes exactly needs no further one": lambda number, kind, d: d // 8 + 9,
        "the id has 8 bytes": lambda number, kind, d: ours(kind, d) - 4,
        "the id has 8 bytes, not 8 bits": lambda number, kind, d: ours(kind, d) - 7,
        "bytes are asked, not bits": lambda number, kind, d: 8 * ours(kind, d),
        "the numbers are counted in bits: eight of them are a byte": lambda number, kind, d: 8 * number * d + 8,
        "the 8 bytes of the id are there once, not for each number": lambda number, kind, d: (number + 8) * d,
        "a number of 64 bits has 8 bytes, and one of 32 bits?": lambda number, kind, d: 8 * d + 8,
        "4 bytes are those of a float32: what does this kind keep of each number?": lambda number, kind, d: 4 * d + 8,
        "one byte for each number: what does this kind keep of it?": lambda number, kind, d: d + 8,
        "one bit for each number: what does this kind keep of it?": lambda number, kind, d: np.ceil(d / 8) + 8,
        "256 steps are numbered by one byte": lambda number, kind, d: 256 * d + 8,
        "a part of a byte takes a whole one: round up, not down": lambda number, kind, d: d // 8 + 8,
        "a part of a byte takes a whole one: round up": lambda number, kind, d: d / 8 + 8,
    }
    assert yours("exact", 64) != yours("exact", 12), "the result is the same for every d: is it used?"
    for kind, number in {"exact": 4, "approximate": 4, "compressed": 1, "binary": 0.125}.items():
        for d in (64, 12):
            got, right = yours(kind, d), ours(kind, d)
            for words, slip in slips.items():
                wrong = slip(number, kind, d)
                assert wrong == right or not np.isclose(got, wrong), f"{kind}, d = {d}: {words}"
            each = (yours(kind, 16 * d) - got) / (15 * d)
            told = f"{kind}: each further number takes {each:.4g} bytes in yours: what does this kind keep of it?"
            assert abs(each - number) < 0.01, told
            over = (
                f"{kind}, d = {d}: {got - right:+.4g} bytes against the right number: count the id, and round parts up"
            )
            assert np.isclose(got, right), f"{over}; what fills its bytes exactly needs no further one"
    table = measurements.indexes()[1_000_000]  # in FAISS's own files
    d, measured = int(table["NumPy"]["bytes"] / 4), table["exact"]["bytes"]
    assert 0.9 < yours("exact", d) / measured < 1.02, f"exact, d = {d}: measured {measured:.0f} bytes a picture"


ours = lambda kind, d: {"exact": 4 * d, "approximate": 4 * d, "compressed": d, "binary": -(-d // 8)}[kind] + 8
draw_kind = lambda rng: (str(rng.choice(["exact", "approximate", "compressed", "binary"])), int(rng.integers(1, 999)))
index_bytes = attempt("16c-2", index_bytes, check_index_bytes, ours=ours, again=draw_kind)

# %% [markdown]
# How many machines is that? We take 128 numbers for each picture, and machines that have 48 GB left for the index:


# %% tags=["figure"]
def bytes_of(d):
    return {"graph": graph_bytes(d)} | {kind: index_bytes(kind, d) for kind in ("exact", "compressed", "binary")}


def machines(n, bytes_each, memory=48):
    return int(np.ceil(n * bytes_each / (memory * 1e9)))


def plan(d, memory):
    n = np.logspace(6, 9, 10)
    needed = {kind: [machines(each, size, memory) for each in n] for kind, size in bytes_of(d).items()}
    words = f"Machines for galleries of {d} numbers a picture, {memory} GB each: " + ", ".join(
        f"{kind} {numbers[-1]} for a billion" for kind, numbers in needed.items()
    )
    return plots.figure_decades(n, needed, xlabel="pictures", ylabel="machines", alt=words)


plots.show(*plan(d=128, memory=48))

# %% tags=["widget"]
live(plan, d=(32, 1024, 32, 128), memory=(16, 512, 16, 48))

# %% [markdown]
# Put in your own numbers. What about those of the figure?

# %%
for n in (10**6, 10**8, 10**9):
    needed = {kind: f"{n * each / 1e9:,.1f} GB, {machines(n, each)}" for kind, each in bytes_of(128).items()}
    print(f"{n:13,}", needed)

assert [machines(10**9, each) for each in bytes_of(128).values()] == [17, 11, 3, 1]
assert 100_000 * index_bytes("exact", 64) == 26.4e6 and 10**7 * index_bytes("approximate", 64) == 2.64e9
assert [machines(10**e, 800) for e in (6, 7, 8)] == [1, 1, 2] and graph_bytes(128) == 800

# %% [markdown]
# A million pictures fit into any laptop, in any of these forms. A graph fills the first machine at 60 million and needs
# 17 machines for a billion; compressed numbers need 3. Between these lie pgvector's `halfvec`, which keeps 2 bytes for
# a number, and product quantisation, which keeps as many as you choose.
#
# Bits need one machine, but only for a first choice. In lesson 16 a hundredth of 50,000 was not quite enough for a
# recall of 0.95. The share may fall as the gallery grows, but a hundredth of a billion would be ten million embeddings
# to fetch, for one query. And all of these are bytes only: what each kind finds among a billion, and how fast, we did
# not measure.
#
# Several machines split the table, each with its own pictures. That is called **sharding**. *Every* shard answers
# *every* query. An exact search scans less in each shard, so more shards answer sooner. A graph gains little, because
# its search grows slowly with the pictures: there, shards add room, and more queries a second need **replicas**, copies
# of all shards. One thing gets worse with every shard.

# %% [markdown]
# ### Exercise 16c-3 (derivation): the slowest shard
# A query asks $S$ shards at once and waits for all of them. Each shard is slow in a share $p$ of its queries,
# independently of the others. Derive the share of queries that are slow, and from it `most_slow(shards, share)`: how
# large $p$ may be if at most `share` of the queries are to be slow.

# %% [markdown] tags=["hint"]
# Turn the question round. A query is fast only if every shard is fast.

# %% [markdown] tags=["hint"]
# All $S$ are fast with the chance $(1-p)^S$, so the share of slow queries is $1 - (1-p)^S$.

# %% [markdown] tags=["hint"]
# Solve $1 - (1-p)^S = s$ for $p$: first bring $(1-p)^S$ to one side, then take the $S$-th root.


# %% tags=["exercise"]
def most_slow(shards, share):
    return ...


# %% [markdown] tags=["solution"]
# $(1-p)^S = 1 - s$, so $p = 1 - (1-s)^{1/S}$. For small $s$ that is nearly $s/S$.


# %% tags=["solution"]
def most_slow(shards, share):
    return 1 - (1 - share) ** (1 / shards)


# %% tags=["check"]
def check_most_slow(yours):
    slips = {
        "that is 1 - p, the share in which a shard is fast": lambda n, s: (1 - s) ** (1 / n),
        "that is the share of slow queries where each shard is slow in `share`: solve for p": lambda n, s: (
            1 - (1 - s) ** n
        ),
        "that is s / S, which is right only nearly: take the root": lambda n, s: s / n,
        "that holds only nearly: take the root itself": lambda n, s: -np.log(1 - s) / n,
        "1 - p to the power is 1 - s, not s": lambda n, s: 1 - s ** (1 / n),
        "that is for queries that are slow only if *all* shards are": lambda n, s: s ** (1 / n),
        "is the S-th part taken where the S-th root is asked?": lambda n, s: 1 - (1 - s) / n,
        "that is the chance that all shards are slow, if each is in `share`": lambda n, s: s**n,
        "turn the question round: a query is fast if all shards are, 1 - s": lambda n, s: 1 - s**n,
        "the chances do not add up: a query may meet several slow shards": lambda n, s: s * n,
        "1 // S is a whole number, 0 for most S: divide by /": lambda n, s: 1 - (1 - s) ** (1 // n),
        "the other way round: p is 1 minus the root": lambda n, s: (1 - s) ** (1 / n) - 1,
        "the S-th root, not the S + 1-th": lambda n, s: 1 - (1 - s) ** (1 / (n + 1)),
        "that is the chance of a fast query by adding up: take the root": lambda n, s: 1 - s / n,
        "the root is taken of 1 - s, and S stands in its exponent": lambda n, s: s**0.5 / n,
        "a sign: 1 - p to the power is 1 - s": lambda n, s: 1 - (1 + s) ** (1 / n),
        "the S-th root is asked, not the square root": lambda n, s: 1 - (1 - s) ** 0.5,
        "the arguments are exchanged: shards come first": lambda n, s: 1 - (1 - n) ** (1 / s),
        "the number of shards is missing: a query waits for all of them": lambda n, s: s,
    }
    asked = (2, 0.5), (17, 0.01), (17, 0.9), (5, 0.3)
    found = [yours(*each) for each in asked]
    for words, slip in slips.items():
        assert not np.allclose(found, [slip(*each) for each in asked], rtol=1e-5, atol=1e-9), words
    for (shards, share), p in zip(asked, found):
        assert -1 < p <= 1, f"a share lies between 0 and 1, and yours gives {p:.3g} for {shards} shards"
    alone, two, twenty = yours(1, 0.3), yours(2, 0.3), yours(20, 0.3)
    assert np.isclose(alone, 0.3), f"with a single shard p is the share itself, 0.3; yours gives {alone:.3g}"
    more = (
        "every further shard is a further chance to be slow, so p must be smaller for more shards: is S used, and how?"
    )
    assert twenty < two / 5, more
    for (shards, share), p in zip(asked, found):
        slow = 1 - (1 - p) ** shards
        told = f"{shards} shards, each slow in {p:.4f}: {slow:.4f} of queries, not {share}"
        assert np.isclose(slow, share, rtol=1e-3), told


ours = lambda shards, share: 1 - (1 - share) ** (1 / shards)
draw_shards = lambda rng: (int(rng.integers(2, 7)), rng.uniform(0.2, 0.8))
most_slow = attempt("16c-3", most_slow, check_most_slow, ours, again=draw_shards)

# %%
shards = machines(10**9, graph_bytes(128))
print(f"each slow in 1 of 100: {1 - 0.99**shards:.1%} of queries; allowed for 1 of 100: {most_slow(shards, 0.01):.2%}")
print(f"with a second replica, asked when the first is late: {1 - (1 - 0.01**2) ** shards:.2%}")

assert round(1 - 0.99**shards, 2) == 0.16 and round(100 * (1 - (1 - 0.01**2) ** shards), 2) == 0.17

# %% [markdown]
# If a shard is slow in one of a hundred queries, a query over 17 shards is slow in 16 of a hundred (the argument is
# that of Dean and Barroso 2013). If a second replica is asked when the first is late, both must be late. Where they are
# late independently, hardly any query is slow. How many machines does a load of 2,000 queries a second take?

# %%
store_bench = measurements.stores()[-1]  # by bench/store.py, at 100,000 pictures
cluster = {rate: shards * int(np.ceil(2000 / rate)) for rate in (250, 750, 2250)}
print(f"measured: {store_bench['index: queries/s']:.0f} queries a second of one client")
print({f"{rate} queries a second": f"{number} machines" for rate, number in cluster.items()})

assert list(cluster.values()) == [136, 51, 17] and round(store_bench["index: queries/s"]) == 759

# %% [markdown]
# A measurement with 100,000 pictures does not tell what a shard of 60 million does. So the cell takes a third of the
# measured rate, about the same, and three times as much, and gets from 17 to 136 machines. Measure one full shard
# before you buy.
#
# After each new training all embeddings are made again, and the graph too. How many days does a billion take?

# %%
from time import perf_counter

begin = perf_counter()
embed(network, pictures.pictures[:1000], batch_size=64)
per_second = {"network": 1000 / (perf_counter() - begin)}
per_second["graph"] = store_bench["pictures"] / store_bench["index: seconds to build"]
days = {what: 1e9 / each / 86400 for what, each in per_second.items()}
print({what: f"{number:.1f} days" for what, number in days.items()})
print(f"the graph on {shards} machines: {24 * days['graph'] / shards:.0f} hours")

assert round(days["graph"], 1) == 1.2 and round(24 * days["graph"] / shards) == 2

# %% [markdown]
# The first number is that of your machine, without reading the files. Many machines can share this work, since no
# picture needs another. The graph takes 1.2 days in one piece, and two hours if each machine builds its own shard. Both
# numbers suppose that the rate of 100,000 pictures holds. But a graph that outgrows the memory set aside for building
# is built much more slowly. Our `Store` sets aside a quarter of what is free at most;
# `build_index(memory=..., processes=...)` changes that.
#
# So by this arithmetic the first thing to run out is the *memory* for the graph, at 60 million pictures. After that,
# each new training takes days, and more shards mean more slow queries. The recall can fall at any time without a
# message: compare a sample with an exact search now and then.
#
# **How is the table cut?** By ids, and the program stays as it is: it gets the address of a coordinator in place of the
# folder, and the parts are *foreign tables* on other servers. `sudo make test-cluster` tries that with three shards on
# your machine, and kills one of them in the middle of inserts. Two points are weak: PostgreSQL 17 starts the shards of
# a sorted query one after the other, and to move rows to a new shard is your work. The extension Citus, which we did
# not try, promises to do both better.
#
# ## 5. The page
# Visitors see a few controls, an answer, and a second tab with the failures. The page is a widget, so here it is, on
# drawn pictures (the first time it takes up to a minute). Upload a picture, move the threshold, look at the failures.

# %%
from course_lib.app import open_collection
from course_lib.app.view import search_page

collection = open_collection()
search_page(collection)

# %% [markdown]
# `python -m course_lib app` puts the same widget on the web, by Voila. One collection (an `Index`, thumbnails, names,
# the weights) is prepared once, and each visitor gets a process that loads it. It needs no Keras: ONNX Runtime, which
# can only run networks, embeds an uploaded picture. What do twenty visitors cost who come at the same moment (`python
# bench/app.py`)?

# %%
twenty = {visit["ready"]: visit for visit in measurements.visitors() if visit["visitors"] == 20}
for ready, visit in twenty.items():
    waits = [f"{wait} {visit[wait][0]:.2f}, {visit[wait][1]:.2f} s" for wait in ("page", "threshold", "upload")]
    print(f"{ready:>2} processes ready: {', '.join(waits)}, {visit['megabytes']} MB each")

assert round(twenty[2]["page"][0]) == 19 and round(twenty[20]["page"][0], 1) == 0.3
assert twenty[20]["upload"][1] < 1 and round(20 * twenty[20]["megabytes"] / 1000, 1) == 1.9

# %% [markdown]
# Each pair is the 50th and the 95th percentile. Twenty visitors take 1.9 GB, and nearly all answers come in under a
# second. What hurts is the start: with 2 processes ready half wait about 19 s or longer for the page, with 20
# (`--ready 20`) less than a second. A visitor costs a process, not a search. If a page is closed or loaded anew, its
# process ends at once, and if the connection breaks, within a minute. There are never more than 24 processes
# (`--most`), and whoever comes then has to wait.
#
# A page accepts files from strangers. What is checked?

# %%
import io

from PIL import Image

from course_lib.data.upload import UnusableUpload

large = io.BytesIO()
Image.new("1", (6000, 6000)).save(large, "PNG")  # 36 million pixels, all black
sent = {"empty": b"", "a program": b"MZ" * 99, "9 MB": bytes(9 << 20), "huge": large.getvalue()}
sent["half a picture"] = collection.thumbnail(0)[:900]
refusals = {}
for name, content in sent.items():
    try:
        collection.query_from_upload(content)
    except UnusableUpload as problem:
        refusals[name] = str(problem)
    print(f"{name:14} {len(content):9,} bytes: {refusals.get(name)}")

assert refusals.keys() == sent.keys() and len(sent["huge"]) < 10_000

# %% [markdown]
# First the size is checked, then the kind of file, then the number of pixels. The head of the file tells that number
# before anything is decoded, for the huge picture came in a tiny file. Each refusal is a sentence for the visitor. A
# picture stays in memory only, and is forgotten with the next. The page has *no* accounts and no encryption: put a web
# server in front of it.

# %% [markdown] tags=["mirror"]
# ## What breaks first?
# 1. **A file** breaks by a single bit, and a checksum notices. A store is made to survive a kill (the tests kill its
#    server): what `add` acknowledged is on disk.
# 2. **The plan** of the database says whether it scans a table or walks a graph. The graph found nearly all among five
#    thousand pictures; measure again as they grow.
# 3. **A new training** can turn a search that mixes two networks into noise without any error. Versions and
#    fingerprints turn that into an error.
# 4. **A billion** pictures of 128 numbers fill 17 machines as a graph, and at a guess 34 to 340 with replicas for 2,000
#    queries a second; the compressed bytes fit on 3. By this arithmetic the *memory* runs out first.
#    **The page** costs a process for each visitor, and twenty take 1.9 GB.
#
# **So what do I use?** When in doubt, take the row above.
#
# | pictures | index | where | because |
# |---|---|---|---|
# | to 100,000 | exact | in the program, a file beside it | it finds all and has nothing to tune; 26 MB |
# | to 10 million | approximate, `nprobe` by a recall you name | one machine | it takes 2.6 GB |
# | to 60 million, or many programs | graph | PostgreSQL with pgvector | it survives a kill; 48 GB |
# | a billion | compressed | shards and replicas | its bytes fit on 3 machines, a graph's on 17 |
#
# The first two rows have 64 numbers for each picture, as in lesson 16, which measured up to a million. The last two
# have 128, and are reckoned here, not measured.
#
# **[Lesson 17](17_own_photos.ipynb) takes over** with photos of your own, for which nobody trained a network.
# **Exercises:** 16c-1 to 16c-3; `course_lib.exercises.progress()` shows yours.
#
# **References.** Malkov and Yashunin 2018, *Efficient and robust approximate nearest neighbor search using hierarchical
# navigable small world graphs*, IEEE TPAMI. Dean and Barroso 2013, *The tail at scale*, Communications of the ACM.
# pgvector, github.com/pgvector/pgvector. Citus, docs.citusdata.com.
