# %% 16-1 wrong: chance
share_in_one_list = 1 / 894

# %% 16-1 wrong: chance
share_in_one_list = 10 / 894

# %% 16-1 wrong: on the other side
share_in_one_list = 1 / 16

# %% 16-1 wrong: on the other side
share_in_one_list = 0.1

# %% 16-1 wrong: border
share_in_one_list = 0.99

# %% 16-1 wrong: border
share_in_one_list = 1

# %% 16-1 wrong: between 0 and 1
share_in_one_list = -0.5

# %% 16-1 wrong: border
share_in_one_list = 0.8

# %% 16-1 wrong: on the other side
share_in_one_list = 0.25

# %% 16-1 right: in percent
share_in_one_list = 50

# %% 16-1 right: a fraction
from fractions import Fraction

share_in_one_list = Fraction(1, 2)

# %% 16-1 right: measured
share_in_one_list = recall_with(1)

# %% 16-1 right: a guess nearby
share_in_one_list = 0.6

# %% 16-2 wrong: *smallest*
enough = 894 // 16

# %% 16-2 wrong: *smallest*
enough = next(lists for lists in range(1, 895) if recall_with(lists) >= 0.99) + 1

# %% 16-2 wrong: open more
enough = next(lists for lists in range(1, 895) if recall_with(lists) >= 0.99) - 1

# %% 16-2 wrong: open more
enough = 1

# %% 16-2 wrong: whole number
enough = 0.99

# %% 16-2 wrong: *smallest*
enough = 894

# %% 16-2 wrong: open more
enough = next(lists for lists in range(1, 895) if recall_with(lists) >= 0.9)

# %% 16-2 wrong: from 1 to 894
enough = 0

# %% 16-2 wrong: whole number
enough = 894 * 0.99

# %% 16-2 wrong: *smallest*
enough = 16

# %% 16-2 right: a loop
enough = 1
while recall_with(enough) < 0.99:
    enough += 1


# %% 16-2 right: a float
enough = float(next(lists for lists in range(1, 60) if recall_with(lists) > 0.99 - 1e-9))

# %% 16-2 right: from all recalls
enough = np.argmax(np.array([recall_with(lists) for lists in range(1, 40)]) >= 0.99) + 1


# %% 16-3 wrong: root is missing
def best_lists(n, p):
    return n * p


# %% 16-3 wrong: smallest cost
def best_lists(n, p):
    return 2 * np.sqrt(n * p)


# %% 16-3 wrong: p is missing
def best_lists(n, p):
    return np.sqrt(n)


# %% 16-3 wrong: wrong side
def best_lists(n, p):
    return np.sqrt(n / p)


# %% 16-3 wrong: under the root
def best_lists(n, p):
    return p * np.sqrt(n)


# %% 16-3 wrong: p = 16 alone
def best_lists(n, p):
    return 4 * np.sqrt(n)


# %% 16-3 wrong: that the cheapest
def best_lists(n, p):
    return n / p


# %% 16-3 wrong: derivative of L is 1
def best_lists(n, p):
    return (2 * p * n) ** 0.5


# %% 16-3 wrong: wrong sign
def best_lists(n, p):
    return -((n * p) ** 0.5)


# %% 16-3 wrong: whatever it is given
def best_lists(n, p):
    return 4 * np.sqrt(50_000)


# %% 16-3 right: rounded up
def best_lists(n, p):
    return int(np.ceil((n * p) ** 0.5))


# %% 16-3 right: two roots, float32
def best_lists(n, p):
    return np.float32(n) ** 0.5 * np.float32(p) ** 0.5


# %% 16-3 right: by trying
def best_lists(n, p):
    lists = np.arange(1, n + 1)
    return lists[np.argmin(lists + p * n / lists)]
