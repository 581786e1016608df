# %% 00-1 wrong: the smallest distance itself
def nearest(distances):
    return min(distances)


# %% 00-1 wrong: the place of the largest
def nearest(distances):
    return int(np.argmax(distances))


# %% 00-1 wrong: places are counted from 0
def nearest(distances):
    return int(np.argmin(distances)) + 1


# %% 00-1 wrong: whatever it is given
def nearest(distances):
    return 1


# %% 00-1 wrong: changes the list
def nearest(distances):
    first = distances[0]
    distances.sort()
    return distances.index(first)


# %% 00-1 wrong: one place is asked
def nearest(distances):
    return np.argsort(distances)


# %% 00-1 wrong: the smallest so far
def nearest(distances):
    best = 0
    for place in range(1, len(distances)):
        if distances[place] < distances[place - 1]:
            best = place
    return best


# %% 00-1 wrong: larger than the number with which your search begins
def nearest(distances):
    best, smallest = 0, 1
    for place, distance in enumerate(distances):
        if distance < smallest:
            best, smallest = place, distance
    return best


# %% 00-1 wrong: does your search come to it too
def nearest(distances):
    best = 0
    for place in range(len(distances) - 1):
        if distances[place] < distances[best]:
            best = place
    return best


# %% 00-1 wrong: it stays at the first place
def nearest(distances):
    return int(np.argmin(queries.labels[:1]))


# %% 00-1 wrong: the first place throughout
def nearest(distances):
    best, smallest = 0, 0
    for place, distance in enumerate(distances):
        if distance < smallest:
            best, smallest = place, distance
    return best


# %% 00-1 wrong: that is the last place
def nearest(distances):
    smallest = distances[0]
    for place, distance in enumerate(distances):
        if distance < smallest:
            smallest = distance
    return place


# %% 00-1 wrong: has the wrong sign
def nearest(distances):
    return -int(np.argmin(distances))


# %% 00-1 right: a loop
def nearest(distances):
    best = 0
    for place, distance in enumerate(distances):
        if distance < distances[best]:
            best = place
    return best


# %% 00-1 right: min and index
def nearest(distances):
    return distances.index(min(distances))


# %% 00-1 right: a NumPy number
def nearest(distances):
    return np.argsort(np.asarray(distances, dtype="float32"), kind="stable")[0]


# %% 00-1 right: min over places
def nearest(distances):
    return min(range(len(distances)), key=lambda place: distances[place])

# %% 00-1 wrong: that is the place of the largest distance
def nearest(distances):
    return sorted(range(len(distances)), key=lambda i: -distances[i])[0]

# %% 00-1 wrong: with what does it compare
def nearest(distances):
    best, place = 0, 0
    for i, d in enumerate(distances):
        if d < best:
            best, place = d, i
    return place

# %% 00-1 wrong: it stops at the first distance that is smaller than the one before
def nearest(distances):
    for i in range(1, len(distances)):
        if distances[i] < distances[i - 1]:
            return i
    return 0

# %% 00-1 wrong: does your search come to it too?
def nearest(distances):
    best = 0
    for i in range(len(distances) - 1):
        if distances[i] < distances[best]:
            best = i
    return best

# %% 00-1 wrong: the function changes the list that it is given: let it work on a copy
def nearest(distances):
    smallest = min(distances)
    distances.sort()
    return distances.index(smallest)

# %% 00-1 wrong: one place is asked, a single number: of places in order only the first
def nearest(distances):
    return np.argsort(distances) if "np" in globals() else sorted(range(len(distances)), key=distances.__getitem__)

# %% 00-1 right: index of min
def nearest(distances):
    return list(distances).index(min(distances))

# %% 00-1 right: min over enumerate
def nearest(distances):
    return min(enumerate(distances), key=lambda pair: pair[1])[0]

# %% 00-1 wrong: one too few: without the first distance the others are counted from 0 again, and that is place
def nearest(distances):
    best, place = distances[0], 0
    for i, d in enumerate(distances[1:]):
        if d < best:
            best, place = d, i
    return place

# %% 00-1 wrong: a distance must be smaller than the smallest so far, not only than the first: keep it, too
def nearest(distances):
    place = 0
    for i, d in enumerate(distances):
        if d < distances[0]:
            place = i
    return place

# %% 00-1 wrong: it is right for the numbers of the check, and wrong for others that were drawn: the result is
def nearest(distances):
    return [*distances].index(min(distances[:5]))

# %% 00-1 wrong: it is right for the numbers of the check, and wrong for others that were drawn: the result is
def nearest(distances):
    return min(range(len(distances)), key=lambda i: abs(distances[i] - 0.2))


# %% 00-1 wrong: a name from outside
def nearest(distances):
    return int(ids[0][0])
