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
