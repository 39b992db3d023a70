"""The city's key and the certificate that goes with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
RSA_BITS = 3072  # NIST SP 800-57: as strong as the curve P-256
LONGEST_NAME = 64  # X.520: the upper bound of a common name
CLOCK_SLACK = timedelta(minutes=5)  # a reader's clock may be a little behind ours


class KeyUnreadable(ValueError):
    """A file is not the private key or the certificate it should be."""


def new_key(kind: str = "ec") -> PrivateKey:
    """A new private key: ``ec`` for the curve P-256, ``rsa`` for older readers."""
    if kind == "rsa":
        return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    return ec.generate_private_key(ec.SECP256R1())


def new_certificate(key: PrivateKey, *, name: str, now: datetime, days: int) -> x509.Certificate:
    """A certificate of its own key, for signing alone."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:LONGEST_NAME])])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def is_elliptic(key: PrivateKey) -> bool:
    """Whether the key is one of a curve."""
    return isinstance(key, ec.EllipticCurvePrivateKey)


def key_pem(key: PrivateKey) -> str:
    """The private key as text, unencrypted: its file is for the owner alone."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def certificate_pem(certificate: x509.Certificate) -> str:
    """The certificate as text."""
    return certificate.public_bytes(Encoding.PEM).decode()


def read_key(text: str) -> PrivateKey:
    """
    Read a private key.

    :raises KeyUnreadable: if it is none of the two kinds
    """
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError) as fault:
        raise KeyUnreadable(str(fault)) from fault
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise KeyUnreadable("neither an EC nor an RSA key")
    return key


def read_certificate(text: str) -> x509.Certificate:
    """
    Read a certificate.

    :raises KeyUnreadable: if it is none
    """
    try:
        return x509.load_pem_x509_certificate(text.encode())
    except ValueError as fault:
        raise KeyUnreadable(str(fault)) from fault


def belong_together(key: PrivateKey, certificate: x509.Certificate) -> bool:
    """Whether the certificate is of this key."""
    return key.public_key() == certificate.public_key()


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 of a certificate in pairs of hex digits, by which two people compare it over the telephone."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()
