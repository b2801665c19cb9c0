"""Amounts of money in whole minor units, one currency at a time."""

from dataclasses import dataclass

MINOR_PER_MAJOR = 100  # ISO 4217: USD, EUR, UAH have two decimals


@dataclass(frozen=True, order=True)
class Money:
    """`minor` is cents (or kopiykas); `currency` an ISO 4217 code. Never a float."""

    minor: int
    currency: str = "USD"

    def __add__(self, other: "Money") -> "Money":
        """Sum of two amounts; ValueError when the currencies differ."""
        if self.currency != other.currency:
            msg = f"cannot add {other.currency} to {self.currency}"
            raise ValueError(msg)
        return Money(self.minor + other.minor, self.currency)

    def __str__(self) -> str:
        whole, cents = divmod(abs(self.minor), MINOR_PER_MAJOR)
        sign = "-" if self.minor < 0 else ""
        tail = f".{cents:02d}" if cents else ""
        # Groups of three, held together, read the same in all three languages.
        return f"{sign}{whole:,}".replace(",", "\u00a0") + f"{tail}\u00a0{self.currency}"


def major(amount: int, currency: str = "USD") -> Money:
    """Money from whole units: `major(500_000)` is 500 000 USD."""
    return Money(amount * MINOR_PER_MAJOR, currency)
