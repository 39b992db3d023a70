"""
Enveloped XML signatures: made with the city's key, believed only under a root that the reader has chosen.

A signature that is valid says who holds a key, not who they are: anybody can make a key. So the certificate
in a document is never believed for being there; it must be one of the roots, or be issued by one directly.
Source: W3C XML Signature Syntax and Processing 1.1; its "best practices" on what is signed.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature as NotIssuedByIt
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from meydan.domains.warnings.engine.codes import SIGNATURE_NAMESPACE
from meydan.domains.warnings.engine.keys import PrivateKey, is_elliptic
from meydan.domains.warnings.engine.message import Alert
from meydan.domains.warnings.engine.opening import MessageRefused, opened
from meydan.domains.warnings.engine.reading import from_xml
from meydan.domains.warnings.engine.writing import serialised, to_tree

DS = f"{{{SIGNATURE_NAMESPACE}}}"
METHODS = frozenset(
    {
        SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512,
        SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1, SignatureMethod.SHA384_RSA_MGF1, SignatureMethod.SHA512_RSA_MGF1,
    }
)  # fmt: skip
DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
# What may happen to the document before it is digested: nothing that lets a part of it escape.
TRANSFORMS = {
    SignatureConstructionMethod.enveloped.value,
    *(method.value for method in CanonicalizationMethod),
}


class SignatureRefused(ValueError):
    """
    A document may not be believed.

    :ivar code: absent, misplaced, wrapped, unknown_signer, expired, not_yet, unfit, altered, unreadable
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Root:
    """A certificate that the reader has chosen to believe, and whose it is."""

    name: str
    certificate: x509.Certificate


@dataclass(frozen=True)
class Verified:
    """What was really signed, and by whom: the name of the root, and that of the certificate."""

    alert: Alert
    root: str
    signer: str


def signed(alert: Alert, *, key: PrivateKey, certificate: x509.Certificate) -> bytes:
    """
    Write a message with its signature as the last child of the alert.

    :raises ValueError: as ``to_tree``
    """
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.ECDSA_SHA256 if is_elliptic(key) else SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    return serialised(signer.sign(to_tree(alert), key=key, cert=[certificate]))


def verified(body: bytes, *, roots: Sequence[Root], now: datetime) -> Verified:
    """
    Check the signature of a document and return only what it covers.

    :param roots: whom to believe
    :param now: certificates must be valid at this moment
    :raises SignatureRefused: with the reason
    """
    try:
        document = opened(body)
        signature = _only_signature(document)
        certificate, root = _believed(signature, roots, now)
        covered = _checked(document, certificate, now)
        return Verified(from_xml(covered), root.name, signer_name(certificate))
    except MessageRefused as refused:
        raise SignatureRefused("unreadable", str(refused)) from refused


def signer_name(certificate: x509.Certificate) -> str:
    """The name a certificate gives to its holder."""
    named = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(named[0].value) if named else certificate.subject.rfc4514_string()


def _only_signature(document: etree._Element) -> etree._Element:
    """The one signature, which must stand in the alert and cover the whole of it."""
    found = list(document.iter(f"{DS}Signature"))
    if not found:
        raise SignatureRefused("absent")
    if len(found) > 1 or found[0].getparent() is not document:
        raise SignatureRefused("misplaced")
    references = list(found[0].iter(f"{DS}Reference"))
    # An empty address means this document; any other would leave the rest of it unsigned.
    if [one.get("URI") for one in references] != [""]:
        raise SignatureRefused("wrapped")
    transforms = {one.get("Algorithm") for one in found[0].iter(f"{DS}Transform")}
    if not transforms <= TRANSFORMS or next(found[0].iter(f"{DS}Object"), None) is not None:
        raise SignatureRefused("wrapped")
    return found[0]


def _believed(
    signature: etree._Element, roots: Sequence[Root], now: datetime
) -> tuple[x509.Certificate, Root]:
    """The certificate in the document that a root answers for."""
    for certificate in _certificates(signature):
        for root in roots:
            if certificate == root.certificate or _is_issued_by(certificate, root.certificate):
                for one in (certificate, root.certificate):
                    _valid_at(one, now)
                if not _may_sign(certificate):
                    raise SignatureRefused("unfit", signer_name(certificate))
                return certificate, root
    raise SignatureRefused("unknown_signer")


def _certificates(signature: etree._Element) -> list[x509.Certificate]:
    nodes = signature.iter(f"{DS}X509Certificate")
    try:
        return [
            x509.load_der_x509_certificate(b64decode("".join((node.text or "").split()))) for node in nodes
        ]
    except (ValueError, Base64Error) as fault:
        raise SignatureRefused("unknown_signer", str(fault)) from fault


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        certificate.verify_directly_issued_by(issuer)
    except (NotIssuedByIt, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    return constraints.ca


def _valid_at(certificate: x509.Certificate, now: datetime) -> None:
    if now > certificate.not_valid_after_utc:
        raise SignatureRefused("expired", signer_name(certificate))
    if now < certificate.not_valid_before_utc:
        raise SignatureRefused("not_yet", signer_name(certificate))


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    except x509.ExtensionNotFound:
        return True


def _checked(document: etree._Element, certificate: x509.Certificate, now: datetime) -> bytes:
    expected = SignatureConfiguration(
        location="./", expect_references=1, signature_methods=METHODS, digest_algorithms=DIGESTS,
        verification_time=now,
    )  # fmt: skip
    try:
        result = XMLVerifier().verify(document, x509_cert=certificate, expect_config=expected)
    except SignXMLException as fault:
        raise SignatureRefused("altered", str(fault)) from fault
    except (ValueError, KeyError, AttributeError, TypeError) as fault:
        # A method nobody knows, or a value that is no number, out of a document somebody made by hand.
        raise SignatureRefused("altered", str(fault)) from fault
    if isinstance(result, list):
        raise SignatureRefused("wrapped")
    return bytes(result.signed_data)
