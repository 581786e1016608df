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

# %% 16-1 wrong: are all neighbours on the query's side of every border between lists?
share_in_one_list = 0.9

# %% 16-1 wrong: are all neighbours on the query's side of every border between lists?
share_in_one_list = recalls["approximate"]

# %% 16-1 wrong: a share lies between 0 and 1
share_in_one_list = 5

# %% 16-1 wrong: the nearest list lies around the query
share_in_one_list = 10 / 56

# %% 16-1 right: percent
share_in_one_list = "50 %"

# %% 16-1 right: measured
share_in_one_list = np.float32(recall_with(1))

# %% 16-1 wrong: a query near a border has about as many neighbours beyond it
share_in_one_list = 0.75

# %% 16-1 wrong: the nearest list lies around the query
share_in_one_list = 0.2

# %% 16-1 wrong: but a list holds what lies *near* its centre, as the query does
share_in_one_list = 0

# %% 16-2 wrong: *smallest*
enough = 894 // 16

# %% 16-2 wrong: *smallest*
enough = next(lists for lists in range(1, 895) if recall_with(lists) >= 0.99) + 1

# %% 16-2 wrong: open more
enough = next(lists for lists in range(1, 895) if recall_with(lists) >= 0.99) - 1

# %% 16-2 wrong: open more
enough = 1

# %% 16-2 wrong: that is a recall or a share
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

# %% 16-2 wrong: that is a recall or a share
enough = recall_with(10)

# %% 16-2 wrong: the *smallest* number is asked
enough = indexes["approximate"].nlist // 16

# %% 16-2 wrong: open more of them
enough = next(lists for lists in range(1, 895) if recall_with(lists) >= 0.95)

# %% 16-2 wrong: the *smallest* number is asked
enough = next(lists for lists in (1, 2, 4, 8, 16, 32, 64) if recall_with(lists) >= 0.99)

# %% 16-2 wrong: open more of them
enough = max(lists for lists in range(1, 60) if recall_with(lists) < 0.99)

# %% 16-2 wrong: that is a recall or a share
enough = next(lists for lists in range(1, 895) if recall_with(lists) >= 0.99) / 894

# %% 16-2 wrong: the *smallest* number is asked
enough = next(lists for lists in range(1, 895) if recall_with(lists) >= 1)

# %% 16-2 right: float
found = np.array([recall_with(lists) for lists in range(1, 30)])
enough = float(np.argmax(found >= 0.99) + 1)

# %% 16-2 wrong: the *smallest* number is asked
enough = small.nlist

# %% 16-2 wrong: the *smallest* number is asked
enough = next(lists for lists in range(5, 895, 5) if recall_with(lists) >= 0.99) + 5

# %% 16-2 wrong: that is a recall or a share
enough = recall_with(16)

# %% 16-2 wrong: open more of them
tries = [recall_with(lists) >= 0.99 for lists in range(1, 30)]
enough = tries.index(True)


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


# %% 16-3 wrong: solve for L, not for its square
def best_lists(n, p):
    return p * n


# %% 16-3 wrong: the L that has it is asked
def best_lists(n, p):
    return 2 * np.sqrt(p * n)


# %% 16-3 wrong: half of it under the root
def best_lists(n, p):
    return np.sqrt(p * n / 2)


# %% 16-3 wrong: more lists opened, so smaller ones
def best_lists(n, p):
    return n / np.sqrt(p * n)


# %% 16-3 wrong: the derivative of pn / L holds L squared, so the square root
def best_lists(n, p):
    return (2 * p * n) ** (1 / 3)


# %% 16-3 wrong: n belongs under the root
def best_lists(n, p):
    return n * np.sqrt(p)


# %% 16-3 wrong: multiply before you round
def best_lists(n, p):
    return int(np.sqrt(p)) * int(np.sqrt(n))


# %% 16-3 wrong: the factor 4 is that of p = 16 alone
def best_lists(n, p):
    return np.sqrt(16 * n)


# %% 16-3 right: power
def best_lists(n, p):
    return np.float32(n**0.5 * p**0.5)


# %% 16-3 right: search
def best_lists(n, p):
    from scipy.optimize import minimize_scalar

    return minimize_scalar(
        lambda l: l + p * n / l, bounds=(1e-3, 10 * (n + p)), method="bounded", options={"xatol": 1e-9}
    ).x


# %% 16-3 right: rounded to whole lists
def best_lists(n, p):
    return round((p * n) ** 0.5)


# %% 16-3 wrong: more pictures, more lists
def best_lists(n, p):
    return np.sqrt(p / n)


# %% 16-3 wrong: a factor 2 under the root is too much: the derivative of L is 1
def best_lists(n, p):
    return np.sqrt(2 * p * n)


# %% 16-3 wrong: a product stands under the root, not a sum
def best_lists(n, p):
    return np.sqrt(p) + np.sqrt(n)
