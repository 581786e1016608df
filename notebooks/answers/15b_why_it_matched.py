# %% 15b-1 wrong: colour left
def without_colour(pictures):
    return pictures


# %% 15b-1 wrong: same shape for each
def without_colour(pictures):
    return pictures.mean(axis=3)


# %% 15b-1 wrong: same shape for each
def without_colour(pictures):
    return pictures.mean(axis=3, keepdims=True)


# %% 15b-1 wrong: All pixels are alike
def without_colour(pictures):
    return np.zeros_like(pictures)


# %% 15b-1 wrong: All pixels of a picture are alike
def without_colour(pictures):
    return np.ones(pictures.shape) * pictures.mean(axis=(1, 2, 3), keepdims=True)


# %% 15b-1 wrong: colour left
def without_colour(pictures):
    return np.ones(pictures.shape) * pictures.mean(axis=(1, 2), keepdims=True)


# %% 15b-1 wrong: 0 to 1
def without_colour(pictures):
    return np.repeat(pictures.mean(axis=3, keepdims=True), 3, axis=3) / 255


# %% 15b-1 wrong: a sum where a mean
def without_colour(pictures):
    return np.repeat(pictures.sum(axis=3, keepdims=True), 3, axis=3)


# %% 15b-1 wrong: exchanged
def without_colour(pictures):
    return 255 - np.repeat(pictures.mean(axis=3, keepdims=True), 3, axis=3)


# %% 15b-1 wrong: more green
def without_colour(pictures):
    return np.repeat(pictures[..., :1], 3, axis=3)


# %% 15b-1 wrong: uint8
def without_colour(pictures):
    grey = (pictures[..., 0] + pictures[..., 1] + pictures[..., 2]) / 3
    return np.stack([grey] * 3, axis=-1)


# %% 15b-1 wrong: changes the array
def without_colour(pictures):
    pictures[:] = pictures.mean(axis=3, keepdims=True)
    return pictures


# %% 15b-1 wrong: same shape for each
def without_colour(pictures):
    return np.repeat(pictures.mean(axis=3), 3)


# %% 15b-1 wrong: keep the range
def without_colour(pictures):
    return np.repeat(pictures.mean(axis=3, keepdims=True), 3, axis=3) / 2


# %% 15b-1 wrong: colour left
def without_colour(pictures):
    return pictures[..., ::-1]


# %% 15b-1 right: as the eye weighs colours
def without_colour(pictures):
    grey = pictures @ np.array([0.299, 0.587, 0.114])
    return np.stack([grey, grey, grey], axis=-1)


# %% 15b-1 right: whole numbers
def without_colour(pictures):
    return np.broadcast_to(pictures.mean(axis=3, keepdims=True).round().astype("uint8"), pictures.shape)


# %% 15b-1 right: picture by picture, float32
def without_colour(pictures):
    made = np.empty(pictures.shape, "float32")
    for place, picture in enumerate(pictures):
        for channel in range(3):
            made[place, :, :, channel] = picture.mean(axis=2)
    return made


# %% 15b-1 right: the largest channel
def without_colour(pictures):
    return np.repeat(pictures.max(axis=3, keepdims=True), 3, axis=3)


# %% 15b-1 right: half way between the largest and the smallest
def without_colour(pictures):
    bright = pictures.astype(int)
    return np.repeat((bright.max(axis=3, keepdims=True) + bright.min(axis=3, keepdims=True)) / 2, 3, axis=3)


# %% 15b-2 wrong: sign is turned round
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, top, left, patch) for top in tops for left in lefts)]
    distance = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (distance[0] - distance[1:]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: has not been taken off
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [saliency.hide(picture, top, left, patch) for top in tops for left in lefts]
    return np.linalg.norm(embed(np.stack(shown)) - target, axis=1).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: rows are `tops`
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, top, left, patch) for left in lefts for top in tops)]
    distance = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (distance[1:] - distance[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: transposed
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, top, left, patch) for left in lefts for top in tops)]
    distance = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (distance[1:] - distance[0]).reshape(len(lefts), len(tops))


# %% 15b-2 wrong: how far the covered picture moved
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, top, left, patch) for top in tops for left in lefts)]
    found = embed(np.stack(shown))
    return np.linalg.norm(found[1:] - found[0], axis=1).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: leave the sign
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, top, left, patch) for top in tops for left in lefts)]
    distance = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return abs(distance[1:] - distance[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: squared distances
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, top, left, patch) for top in tops for left in lefts)]
    distance = ((embed(np.stack(shown)) - target) ** 2).sum(axis=1)
    return (distance[1:] - distance[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: not a ratio
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, top, left, patch) for top in tops for left in lefts)]
    distance = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (distance[1:] / distance[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: one number for each place
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, top, left, patch) for top in tops for left in lefts)]
    distance = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return distance[1:] - distance[0]


# %% 15b-2 wrong: black
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, top, left, patch, 0) for top in tops for left in lefts)]
    distance = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (distance[1:] - distance[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: inside
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture, *(saliency.hide(picture, left, top, patch) for top in tops for left in lefts)]
    distance = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (distance[1:] - distance[0]).reshape(len(tops), len(lefts))


# %% 15b-2 right: two loops
def occlusion_map(embed, picture, target, tops, lefts, patch):
    growth = np.zeros((len(tops), len(lefts)))
    before = np.linalg.norm(embed(picture[None])[0] - target)
    for row, top in enumerate(tops):
        for column, left in enumerate(lefts):
            covered = saliency.hide(picture, top, left, patch)
            growth[row, column] = np.linalg.norm(embed(covered[None])[0] - target) - before
    return growth


# %% 15b-2 right: covered by hand
def occlusion_map(embed, picture, target, tops, lefts, patch):
    rows = []
    far = lambda one: np.sqrt(((embed(np.array([one]))[0] - target) ** 2).sum())
    for top in tops:
        row = []
        for left in lefts:
            covered = picture.copy()
            covered[top : top + patch, left : left + patch] = picture.mean(axis=(0, 1)).round()
            row.append(far(covered) - far(picture))
        rows.append(row)
    return rows


# %% 15b-2 right: float32
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [saliency.hide(picture, top, left, patch) for top in tops for left in lefts]
    after = np.linalg.norm(embed(np.stack(shown)) - target, axis=1).astype("float32")
    before = np.linalg.norm(embed(picture[None]) - target, axis=1).astype("float32")
    return (after - before).reshape(len(tops), -1)
