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


# %% 15b-1 wrong: the three channels of a pixel still differ
def without_colour(pictures):
    return np.broadcast_to(pictures.mean(axis=(1, 2), keepdims=True), pictures.shape)


# %% 15b-1 wrong: if the gain goes, you will not know for which of the two
def without_colour(pictures):
    return np.broadcast_to(pictures.mean(axis=(1, 2, 3), keepdims=True), pictures.shape)


# %% 15b-1 wrong: which the pictures are
def without_colour(pictures):
    grey = (pictures[..., 0] + pictures[..., 1] + pictures[..., 2]) // 3
    return np.stack([grey] * 3, axis=3)


# %% 15b-1 wrong: keep the axis of the channels, and repeat the brightness along it
def without_colour(pictures):
    grey = pictures.mean(axis=3)
    return np.stack([grey] * 3, axis=1)


# %% 15b-1 wrong: the three channels of a pixel still differ
def without_colour(pictures):
    return np.random.default_rng(0).permuted(pictures, axis=3)


# %% 15b-1 wrong: the function changes the array that it is given
def without_colour(pictures):
    pictures[...] = pictures.mean(axis=3, keepdims=True)
    return pictures


# %% 15b-1 wrong: if the gain goes, you will not know for which of the two
def without_colour(pictures):
    return np.full(pictures.shape, pictures.mean())


# %% 15b-1 right: loop, uint8
def without_colour(pictures):
    out = np.empty(pictures.shape, "uint8")
    for channel in range(3):
        out[..., channel] = pictures.astype(float).mean(axis=3).round()
    return out


# %% 15b-1 right: matrix
def without_colour(pictures):
    return pictures.astype("float32") @ np.full((3, 3), 1 / 3, "float32")


# %% 15b-1 right: luminance weights
def without_colour(pictures):
    grey = pictures @ np.array([0.299, 0.587, 0.114])
    return np.repeat(grey[..., None], 3, axis=3)


# %% 15b-1 wrong: the three channels of a pixel still differ
def without_colour(pictures):
    grey = pictures.mean(axis=2, keepdims=True)
    return np.repeat(grey, pictures.shape[2], axis=2)


# %% 15b-1 wrong: light and dark are stretched or moved
def without_colour(pictures):
    grey = pictures.mean(axis=3, keepdims=True)
    return np.repeat(np.where(grey > 127, 255, 0), 3, axis=3)


# %% 15b-1 wrong: the three channels of a pixel still differ
def without_colour(pictures):
    copy = pictures.copy()
    copy[..., 1:] = 0
    return copy


# %% 15b-1 wrong: there is no light below 0: keep 0 to 255
def without_colour(pictures):
    flat = pictures.mean(axis=3, keepdims=True).repeat(3, axis=3)
    return flat - flat.mean(axis=(1, 2, 3), keepdims=True)


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


# %% 15b-2 wrong: the sign is turned round
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[0] - d[1:]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: the right values in the wrong order
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for l in lefts for t in tops]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[1:] - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: a row for each of `tops`, a column for each of `lefts`
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[1:] - d[0]).reshape(len(lefts), len(tops))


# %% 15b-2 wrong: the distance of the whole picture has not been taken off
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return d.reshape(len(tops), len(lefts))


# %% 15b-2 wrong: how far the covered picture moved, not how far it is from the target
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    e = embed(np.stack(shown))
    return np.linalg.norm(e[1:] - e[0], axis=1).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: these are squared distances
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = ((embed(np.stack(shown)) - target) ** 2).sum(axis=1)
    return (d[1:] - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: a difference is asked, not a ratio
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[1:] / d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: one patch after the other is covered, and each stays
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown, now = [picture], picture
    for t in tops:
        for l in lefts:
            now = saliency.hide(now, t, l, patch)
            shown.append(now)
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[1:] - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: a distance can also shrink
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return abs(d[1:] - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: is it the patch that is given, its top first and then its left? top,
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, l, t, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[1:] - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: one number for each place
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return d[1:] - d[0]


# %% 15b-2 wrong: the target has not been taken off the covered pictures
def occlusion_map(embed, picture, target, tops, lefts, patch):
    out = np.zeros((len(tops), len(lefts)))
    whole = np.linalg.norm(embed(picture[None]) - target)
    for i, t in enumerate(tops):
        for j, l in enumerate(lefts):
            out[i, j] = np.linalg.norm(embed(saliency.hide(picture, t, l, patch)[None])) - whole
    return out


# %% 15b-2 wrong: places compare rightly with each other
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: is it the `embed` that is given? pictures
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed_pictures(np.stack(shown)) - target, axis=1)
    return (d[1:] - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: is it the patch that is given, its top first and then its left? top,
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, 8) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[1:] - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: distances are asked, not products
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    likeness = embed(np.stack(shown)) @ target
    return (likeness[0] - likeness[1:]).reshape(len(tops), len(lefts))


# %% 15b-2 right: loops
def occlusion_map(embed, picture, target, tops, lefts, patch):
    far = lambda one: float(np.sqrt(np.sum((embed(one[None])[0] - target) ** 2)))
    return [[far(saliency.hide(picture, t, l, patch)) - far(picture) for l in lefts] for t in tops]


# %% 15b-2 right: fill transposed, then turn
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [saliency.hide(picture, t, l, patch) for l in lefts for t in tops] + [picture]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[:-1] - d[-1]).reshape(len(lefts), len(tops)).T


# %% 15b-2 wrong: one number for each picture
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=0)
    return (d[1:] - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: a difference is asked, not a share of the distance before
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return ((d[1:] - d[0]) / d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: the same at all places
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, 0, 0, patch) for t in tops for l in lefts]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[1:] - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: the patch gets the picture's mean colour, by `saliency.hide`
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture]
    for t in tops:
        for l in lefts:
            copy = picture.copy()
            copy[t : t + patch, l : l + patch] = 0
            shown.append(copy)
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[1:] - d[0]).reshape(len(tops), len(lefts))


# %% 15b-2 wrong: the patches lie at the numbers in `tops` and `lefts`
def occlusion_map(embed, picture, target, tops, lefts, patch):
    shown = [picture] + [saliency.hide(picture, t, l, patch) for t in range(len(tops)) for l in range(len(lefts))]
    d = np.linalg.norm(embed(np.stack(shown)) - target, axis=1)
    return (d[1:] - d[0]).reshape(len(tops), len(lefts))
