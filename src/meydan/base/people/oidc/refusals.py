"""Why a token is not believed, each reason with a name and a sentence for whoever sent it."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """The reasons; the sentence of each stands in an HTTP header, so it is plain ASCII without quotes."""

    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    CRITICAL = "critical"
    OWN_KEY = "own_key"
    ALGORITHM = "algorithm"
    KIND = "kind"
    KEYS_AWAY = "keys_away"
    KEY_UNKNOWN = "key_unknown"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    NONCE = "nonce"
    DATES = "dates"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    BOUND = "bound"
    SUBJECT = "subject"
    ACCOUNT_CLOSED = "account_closed"
    SECOND_STEP = "second_step"

    @property
    def sentence(self) -> str:
        """What is wrong with the token, in one sentence."""
        return _SENTENCES[self]


_SENTENCES = {
    Why.TOO_LARGE: "The token is larger than 16 KB.",
    Why.MALFORMED: "The token cannot be read, or says the same thing twice.",
    Why.CRITICAL: "The token wants something understood that is not understood here (crit).",
    Why.OWN_KEY: "The token brings its own key (jwk, jku, x5u or x5c); only keys of the issuer count.",
    Why.ALGORITHM: "The token is not signed with RS256, ES256 or EdDSA.",
    Why.KIND: "This is not an access token (typ).",
    Why.KEYS_AWAY: "The keys of the issuer are not known here at the moment; try again in a minute.",
    Why.KEY_UNKNOWN: "No key of the issuer has the kid of this token.",
    Why.SIGNATURE: "The signature of the token is not that of the issuer.",
    Why.ISSUER: "The token comes from another issuer (iss).",
    Why.AUDIENCE: "The token is meant for somebody else (aud).",
    Why.NONCE: "The token was not made for this sign-in (nonce).",
    Why.DATES: "The token does not say until when it counts (exp), or one of its times is no time.",
    Why.EXPIRED: "The token is over (exp).",
    Why.NOT_YET: "The token does not count yet (nbf, iat).",
    Why.BOUND: "The token is bound to a key that was not shown (cnf).",
    Why.SUBJECT: "The token does not say whose it is (sub).",
    Why.ACCOUNT_CLOSED: "The account of this token is closed.",
    Why.SECOND_STEP: "This account needs a second step, and the token does not say that one was made (amr).",
}


class TokenRefused(Exception):
    """The token is not believed; ``why`` names the reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.sentence)
        self.why = why
