"""
The tree: RFC 6962 hashing, roots, and the two proofs, that an entry is in and that nothing before was
changed.

Hashes are 32 bytes. A tree of size n has leaves 0 to n−1. Sources: RFC 6962 section 2.1, and the checking
algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of the tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """
    The hash of one leaf's bytes, SHA-256(0x00 ‖ data).

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """
    The hash of two neighbours, SHA-256(0x01 ‖ left ‖ right).

    >>> node_hash(leaf_hash(b""), leaf_hash(b"\\x00")).hex()[:16]
    'fac54203e7cc696c'
    """
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Edge:
    """
    The right edge of a tree: the roots of its perfect subtrees, largest first. All that appending needs.

    `size`: leaves so far. `hashes`: one for each 1 in the binary of `size`.

    >>> Edge().extend([leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")]).size
    3
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Edge:
        """
        The edge with one more leaf hash, in O(log n).

        >>> len(Edge().append(leaf_hash(b"a")).append(leaf_hash(b"b")).hashes)
        1
        """
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Edge:
        """
        The edge with the leaf hashes `leaves` added in order.

        >>> two = [leaf_hash(b"a"), leaf_hash(b"b")]
        >>> Edge().extend(two) == Edge().append(two[0]).append(two[1])
        True
        """
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            hashes.append(leaf)
            size += 1
            full = size
            while not full & 1:  # as in binary counting: equal neighbours carry
                right = hashes.pop()
                hashes.append(node_hash(hashes.pop(), right))
                full >>= 1
        return Edge(size, tuple(hashes))

    def root(self) -> bytes:
        """
        The root of the tree.

        >>> Edge().root() == EMPTY_ROOT
        True
        """
        if not self.hashes:
            return EMPTY_ROOT
        result = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            result = node_hash(left, result)
        return result

    def spans(self) -> dict[tuple[int, int], bytes]:
        """
        The perfect subtrees as {(first leaf, one past the last): root}.

        >>> list(Edge().extend([leaf_hash(b"")] * 6).spans())
        [(0, 4), (4, 6)]
        """
        result, start = {}, 0
        for node in self.hashes:
            width = 1 << ((self.size - start).bit_length() - 1)
            result[(start, start + width)] = node
            start += width
        return result


def root(leaves: Sequence[bytes]) -> bytes:
    """
    The root over the leaf hashes `leaves` (32 bytes each), level by level: n−1 hashings.

    Raises `ValueError` for a leaf that was not hashed, which alone in a tree would be shown as its root.

    >>> root([]) == EMPTY_ROOT, root([leaf_hash(b"")]) == leaf_hash(b"")
    (True, True)
    """
    if not leaves:
        return EMPTY_ROOT
    if any(len(leaf) != len(EMPTY_ROOT) for leaf in leaves):
        raise ValueError("a root is taken over leaf hashes, not over what they were made from")
    level = list(leaves)
    while len(level) > 1:
        pairs = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        # An odd one out rises unhashed, which is what RFC 6962's unbalanced split amounts to.
        level = pairs + level[len(level) - 1 :] if len(level) % 2 else pairs
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """
    The neighbours that lead from leaf `index` to the root over `leaves`, nearest first (RFC 6962 2.1.1).

    Raises `IndexError` where there is no such leaf.

    >>> three = [leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")]
    >>> inclusion_proof(three, 2) == [node_hash(three[0], three[1])]
    True
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    proof, low, high = [], 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(root(leaves[middle:high]))
            high = middle
        else:
            proof.append(root(leaves[low:middle]))
            low = middle
    return proof[::-1]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """
    Whether `proof` leads from the leaf hash `leaf` at `index` to `root` of a tree of `size` (RFC 9162
    2.1.3.2).

    >>> a, b = leaf_hash(b"a"), leaf_hash(b"b")
    >>> is_included(b, 1, 2, [a], node_hash(a, b)), is_included(b, 0, 2, [a], node_hash(a, b))
    (True, False)
    """
    if not 0 <= index < size:
        return False
    place, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            result = node_hash(sibling, result)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and result == root


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """
    That the tree over `leaves` begins with the tree over its first `old` leaves (RFC 6962 2.1.2).

    Raises `IndexError` where `old` is past the end. Nothing needs proving from 0 or to the same size.

    >>> consistency_proof([leaf_hash(b"a"), leaf_hash(b"b")], 1) == [leaf_hash(b"b")]
    True
    """
    return _consistency(old, len(leaves), lambda low, high: root(leaves[low:high]))


def consistency_from_edge(edge: Edge, added: Sequence[bytes]) -> list[bytes]:
    """
    The same proof, from the edge of the old tree and the leaf hashes added since.

    >>> leaves = [leaf_hash(bytes([n])) for n in range(7)]
    >>> consistency_from_edge(Edge().extend(leaves[:3]), leaves[3:]) == consistency_proof(leaves, 3)
    True
    """
    spans = edge.spans()

    def subtree(low: int, high: int) -> bytes:
        known = spans.get((low, high))
        return known if known is not None else root(added[low - edge.size : high - edge.size])

    return _consistency(edge.size, edge.size + len(added), subtree)


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """
    Whether `proof` shows that the tree of `size` begins with the tree of size `old` (RFC 9162 2.1.4.2).

    >>> a, b = leaf_hash(b"a"), leaf_hash(b"b")
    >>> is_consistent(1, a, 2, node_hash(a, b), [b]), is_consistent(1, b, 2, node_hash(a, b), [b])
    (True, False)
    """
    if not 0 <= old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    first, last = old - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _consistency(old: int, size: int, subtree: Callable[[int, int], bytes]) -> list[bytes]:
    if not 0 <= old <= size:
        raise IndexError(f"a tree of {size} does not begin with one of {old}")
    proof: list[bytes] = []
    if old in {0, size}:
        return proof
    low, high, whole = 0, size, True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            proof.append(subtree(middle, high))
            high = middle
        else:
            proof.append(subtree(low, middle))
            low, whole = middle, False
    if not whole:
        proof.append(subtree(low, high))
    return proof[::-1]
