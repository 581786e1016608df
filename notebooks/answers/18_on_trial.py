# %% 18-1 wrong: swapped
def count_of(word, verdicts):
    return [sum(v == word for n, (v, _) in verdicts.items() if n.startswith(a)) for a in ("S2-", "S1-")]


# %% 18-1 wrong: only the verdict counts
def count_of(word, verdicts):
    return [sum(word in pair for n, pair in verdicts.items() if n.startswith(a)) for a in ("S1-", "S2-")]


# %% 18-1 wrong: behind the dash
def count_of(word, verdicts):
    return [sum(v == word for n, (v, _) in verdicts.items() if n[-1] == a) for a in "12"]


# %% 18-1 wrong: may be in both
def count_of(word, verdicts):
    return [sum(v == word for n, (v, _) in verdicts.items() if a in n) for a in "12"]


# %% 18-1 wrong: count each alone
def count_of(word, verdicts):
    both = sum(v == word for v, _ in verdicts.values())
    return both, both


# %% 18-1 wrong: two numbers
def count_of(word, verdicts):
    return sum(v == word for v, _ in verdicts.values())


# %% 18-1 wrong: that is given
def count_of(word, verdicts):
    return [sum(v == word for n, (v, _) in VERDICTS.items() if n.startswith(a)) for a in ("S1-", "S2-")]


# %% 18-1 wrong: whichever it is
def count_of(word, verdicts):
    return [sum(v == "wrong" for n, (v, _) in verdicts.items() if n.startswith(a)) for a in ("S1-", "S2-")]


# %% 18-1 wrong: not asked
def count_of(word, verdicts):
    names = [[v for n, (v, _) in verdicts.items() if n.startswith(a)] for a in ("S1-", "S2-")]
    return [given.count(word) / len(given) for given in names]


# %% 18-1 wrong: all statements of each article
def count_of(word, verdicts):
    return [len([n for n in verdicts if n.startswith(a)]) for a in ("S1-", "S2-")]


# %% 18-1 wrong: whatever it is given
def count_of(word, verdicts):
    return [6, 6]


# %% 18-1 right: a loop
def count_of(word, verdicts):
    first = second = 0
    for name in verdicts:
        if verdicts[name][0] != word:
            continue
        if name.split("-")[0] == "S1":
            first += 1
        else:
            second += 1
    return first, second


# %% 18-1 right: a counter
from collections import Counter


def count_of(word, verdicts):
    found = Counter(name[:2] for name, (verdict, _) in verdicts.items() if verdict == word)
    return [found["S1"], found["S2"]]


# %% 18-1 right: an array
def count_of(word, verdicts):
    articles = np.array([int(name[1]) for name in verdicts])
    hit = np.array([verdict for verdict, _ in verdicts.values()]) == word
    return np.bincount(articles[hit], minlength=3)[1:]


# %% 18-1 wrong: the first article first
def count_of(word, verdicts):
    return [sum(v[0] == word and n.startswith(f"S{a}-") for n, v in verdicts.items()) for a in (2, 1)]


# %% 18-1 wrong: the article is the number between the S and the dash
def count_of(word, verdicts):
    return [
        sum(v[0] == word and "1" in n for n, v in verdicts.items()),
        sum(v[0] == word and "2" in n for n, v in verdicts.items()),
    ]


# %% 18-1 wrong: a value is a pair, the verdict and what is right instead
def count_of(word, verdicts):
    return [sum(v == word and n.startswith(f"S{a}-") for n, v in verdicts.items()) for a in (1, 2)]


# %% 18-1 wrong: count in the dictionary that is given
def count_of(word, verdicts):
    return [sum(v[0] == word and n.startswith(f"S{a}-") for n, v in VERDICTS.items()) for a in (1, 2)]


# %% 18-1 wrong: count the verdict `word`, whichever it is
def count_of(word, verdicts):
    return [sum(v[0] == "wrong" and n.startswith(f"S{a}-") for n, v in verdicts.items()) for a in (1, 2)]


# %% 18-1 wrong: only those with the verdict `word` are asked
def count_of(word, verdicts):
    return [sum(n.startswith(f"S{a}-") for n in verdicts) for a in (1, 2)]


# %% 18-1 wrong: shares are not asked, but numbers of statements
def count_of(word, verdicts):
    return [np.mean([v[0] == word for n, v in verdicts.items() if n.startswith(f"S{a}-")]) for a in (1, 2)]


# %% 18-1 wrong: and a number is expected
def count_of(word, verdicts):
    return [[n for n, v in verdicts.items() if v[0] == word and n.startswith(f"S{a}-")] for a in (1, 2)]


# %% 18-1 wrong: the verdict is the first of each pair
def count_of(word, verdicts):
    return [sum(word in v[1] and n.startswith(f"S{a}-") for n, v in verdicts.items()) for a in (1, 2)]


# %% 18-1 wrong: the first article is counted twice
def count_of(word, verdicts):
    first = sum(v[0] == word and n.startswith("S1-") for n, v in verdicts.items())
    second = sum(v[0] == word and n.startswith("S1-") for n, v in verdicts.items())
    return [first, second]


# %% 18-1 wrong: those are the statements that did *not* get the verdict
def count_of(word, verdicts):
    return [sum(v[0] != word and n.startswith(f"S{a}-") for n, v in verdicts.items()) for a in (1, 2)]


# %% 18-1 wrong: the second number holds both articles
def count_of(word, verdicts):
    first = sum(v[0] == word and n.startswith("S1-") for n, v in verdicts.items())
    return [first, sum(v[0] == word for v in verdicts.values())]


# %% 18-1 right: counter
def count_of(word, verdicts):
    from collections import Counter

    counted = Counter(name.split("-")[0] for name, (verdict, _) in verdicts.items() if verdict == word)
    return counted["S1"], counted["S2"]


# %% 18-1 right: loop, array
def count_of(word, verdicts):
    counted = np.zeros(2)
    for name in verdicts:
        if verdicts[name][0] == word:
            counted[int(name[1]) - 1] += 1
    return counted


# %% 18-1 wrong: these are both articles together
def count_of(word, verdicts):
    return [sum(v[0] == word for v in verdicts.values())] * 2


# %% 18-1 wrong: what stands behind the dash is the statement's, at its first digit
def count_of(word, verdicts):
    return [sum(v[0] == word and n[3] == a for n, v in verdicts.items()) for a in "12"]


# %% 18-1 wrong: [4, 7] statements of the two articles are wrong, and you found [4, 6]
def count_of(word, verdicts):
    return [sum(word in v[0] and n.startswith(f"S{a}") for n, v in list(verdicts.items())[:-1]) for a in (1, 2)]


# %% 18-1 wrong: return two numbers, one for each article
def count_of(word, verdicts):
    return {a: sum(v[0] == word and n.startswith(f"S{a}-") for n, v in verdicts.items()) for a in (1, 2)}
