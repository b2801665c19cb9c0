"""The append-only log: leaves, inner nodes, the head row, signed checkpoints; used forms."""

from django.db import models


class Leaf(models.Model):
    """One record line. `data` is what is hashed; the other columns repeat it for look-ups."""

    number = models.BigIntegerField(primary_key=True)
    data = models.BinaryField()
    hash = models.BinaryField()
    kind = models.CharField(max_length=64)
    file = models.CharField(max_length=32)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Indexes of the questions pages ask."""

        indexes = [
            models.Index(fields=["file", "-number"], name="record_leaf_file"),
            models.Index(fields=["kind", "-at"], name="record_leaf_kind"),
            models.Index(fields=["actor", "-number"], name="record_leaf_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Node(models.Model):
    """Hash of the subtree over leaves [index*2^level, (index+1)*2^level), level >= 1."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Head(models.Model):
    """The one row every append locks first; its size is the number of the next leaf."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.size)


class SignedCheckpoint(models.Model):
    """A checkpoint as a signed note (c2sp.org/tlog-checkpoint)."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class Once(models.Model):
    """A form whose act is done. Not part of the log: rows go after two days."""

    token = models.UUIDField(primary_key=True)
    request = models.UUIDField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.token)
