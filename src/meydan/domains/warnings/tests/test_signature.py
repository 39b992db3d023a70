"""A signature counts only under a chosen root, and only for what it covers."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from lxml import etree
from signxml import XMLSigner
from signxml.algorithms import DigestAlgorithm, SignatureConstructionMethod, SignatureMethod

from meydan.domains.warnings.engine import keys
from meydan.domains.warnings.engine.codes import NAMESPACE, SIGNATURE_NAMESPACE
from meydan.domains.warnings.engine.signature import Root, SignatureRefused, signed, verified
from meydan.domains.warnings.engine.writing import to_tree, to_xml
from meydan.domains.warnings.schema_check import schema_faults
from meydan.domains.warnings.tests.factories import alert

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = keys.new_key()
CERTIFICATE = keys.new_certificate(KEY, name="Gümüşhane Belediyesi", now=NOW, days=365)
ROOTS = [Root("gumushane", CERTIFICATE)]
BODY = signed(alert(), key=KEY, certificate=CERTIFICATE)
STRANGER = keys.new_key()
STRANGERS = keys.new_certificate(STRANGER, name="Gümüşhane Belediyesi", now=NOW, days=365)
CAP, DS = f"{{{NAMESPACE}}}", f"{{{SIGNATURE_NAMESPACE}}}"


def refused(body: bytes, roots: list[Root] = ROOTS, now: datetime = NOW) -> str:
    with pytest.raises(SignatureRefused) as refusal:
        verified(body, roots=roots, now=now)
    return refusal.value.code


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_what_the_city_signs_is_valid_and_believed_under_its_root(kind: str) -> None:
    key = keys.new_key(kind)
    certificate = keys.new_certificate(key, name="Hoy", now=NOW, days=30)
    body = signed(alert(), key=key, certificate=certificate)
    assert schema_faults(body) == []
    seen = verified(body, roots=[*ROOTS, Root("khoy", certificate)], now=NOW)
    assert (seen.root, seen.signer, seen.alert) == ("khoy", "Hoy", alert())


def test_without_a_signature_nothing_is_believed() -> None:
    assert refused(to_xml(alert())) == "absent"


def test_a_stranger_with_the_same_name_is_unknown() -> None:
    assert refused(signed(alert(), key=STRANGER, certificate=STRANGERS)) == "unknown_signer"


def test_without_any_root_everybody_is_unknown() -> None:
    assert refused(BODY, roots=[]) == "unknown_signer"


@pytest.mark.parametrize(
    ("old", "new"),
    [("Harşit taşabilir", "Her şey yolunda"), ("gm-1<", "gm-2<"), ("Actual", "Exercise"),
     ("+03:00</expires>", "+03:30</expires>"), ("40.46,39.47 40.46,39.49", "40.45,39.47 40.46,39.49")],
)  # fmt: skip
def test_an_altered_document_is_refused(old: str, new: str) -> None:
    altered = BODY.decode().replace(old, new)
    assert altered != BODY.decode()
    assert refused(altered.encode()) == "altered"


def test_an_added_language_is_an_alteration() -> None:
    root = etree.fromstring(BODY)
    info = root.find(f"{CAP}info")
    root.insert(root.index(info), copy.deepcopy(info))
    assert refused(etree.tostring(root)) == "altered"


def test_the_strangers_key_under_the_citys_certificate_is_refused() -> None:
    body = signed(alert(), key=STRANGER, certificate=CERTIFICATE)
    assert refused(body) == "altered"


def test_a_certificate_that_has_ended_or_not_begun_is_refused() -> None:
    assert refused(BODY, now=NOW + timedelta(days=366)) == "expired"
    assert refused(BODY, now=NOW - timedelta(days=1)) == "not_yet"


def test_a_certificate_that_is_not_for_signing_is_refused() -> None:
    key = keys.new_key()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "TLS")])
    usage = x509.KeyUsage(digital_signature=False, content_commitment=False, key_encipherment=True,
                          data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
                          encipher_only=False, decipher_only=False)  # fmt: skip
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=9))
        .add_extension(usage, critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    body = signed(alert(), key=key, certificate=certificate)
    assert refused(body, roots=[Root("tls", certificate)]) == "unfit"


# --- a root that issues for others -----------------------------------------------------------


def authority(is_ca: bool = True) -> tuple[keys.PrivateKey, x509.Certificate]:
    key = keys.new_key()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "AFAD")])
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )  # fmt: skip
    return key, builder.sign(key, hashes.SHA256())


def issued(by: tuple[keys.PrivateKey, x509.Certificate], key: keys.PrivateKey, name: str) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(by[1].subject).public_key(key.public_key())
        .serial_number(2).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=30)).sign(by[0], hashes.SHA256())
    )  # fmt: skip


def test_whoever_a_root_issued_a_certificate_for_is_believed_by_its_name() -> None:
    root, key = authority(), keys.new_key()
    body = signed(alert(), key=key, certificate=issued(root, key, "Trabzon"))
    seen = verified(body, roots=[Root("afad", root[1])], now=NOW)
    assert (seen.root, seen.signer) == ("afad", "Trabzon")


def test_a_city_cannot_issue_for_others() -> None:
    root, key = authority(is_ca=False), keys.new_key()
    body = signed(alert(), key=key, certificate=issued(root, key, "Trabzon"))
    assert refused(body, roots=[Root("afad", root[1])]) == "unknown_signer"


def test_a_certificate_that_only_names_the_root_is_not_believed() -> None:
    root, fake, key = authority(), authority(), keys.new_key()
    body = signed(alert(), key=key, certificate=issued(fake, key, "Trabzon"))
    assert refused(body, roots=[Root("afad", root[1])]) == "unknown_signer"


# --- wrapping: a true signature around something else ---------------------------------------


def test_a_signed_alert_wrapped_in_another_is_refused() -> None:
    true = etree.fromstring(BODY)
    false = to_tree(alert(identifier="gm-666"))
    info = false.find(f"{CAP}info")
    info.append(true)
    assert refused(etree.tostring(false)) == "misplaced"


def test_a_true_signature_moved_to_another_alert_is_refused() -> None:
    signature = etree.fromstring(BODY).find(f"{DS}Signature")
    false = to_tree(alert(identifier="gm-666"))
    false.append(signature)
    assert refused(etree.tostring(false)) == "altered"


def test_the_true_alert_hidden_in_the_signature_is_refused() -> None:
    true = etree.fromstring(BODY)
    signature = true.find(f"{DS}Signature")
    false = to_tree(alert(identifier="gm-666"))
    false.append(signature)
    hidden = etree.SubElement(signature, f"{DS}Object")
    hidden.append(etree.fromstring(BODY).find(f"{CAP}info"))
    assert refused(etree.tostring(false)) == "wrapped"


def test_two_signatures_are_refused() -> None:
    root = etree.fromstring(BODY)
    root.append(copy.deepcopy(root.find(f"{DS}Signature")))
    assert refused(etree.tostring(root)) == "misplaced"


def test_a_signature_that_covers_a_part_alone_is_refused() -> None:
    tree = to_tree(alert())
    tree.find(f"{CAP}info").set("Id", "part")
    signer = XMLSigner(method=SignatureConstructionMethod.enveloped)
    body = etree.tostring(
        signer.sign(tree, key=keys.new_key("rsa"), reference_uri="part", cert=[CERTIFICATE])
    )
    assert refused(body) == "wrapped"


def test_a_transform_that_could_hide_a_part_is_refused() -> None:
    body = BODY.replace(
        b"http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        b"http://www.w3.org/TR/1999/REC-xslt-19991116",
    )
    assert refused(body) == "wrapped"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#hmac-sha256"),
        (b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#nothing"),
        (b"http://www.w3.org/2001/04/xmlenc#sha256", b"http://www.w3.org/2000/09/xmldsig#sha1"),
        (b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"),
        (b"<ds:DigestValue>", b"<ds:DigestValue>AAAA"),
    ],
)
def test_a_weaker_or_unknown_method_is_refused(old: bytes, new: bytes) -> None:
    assert old in BODY
    assert refused(BODY.replace(old, new)) == "altered"


def test_a_true_signature_by_a_digest_we_do_not_take_is_refused() -> None:
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.ECDSA_SHA224,
        digest_algorithm=DigestAlgorithm.SHA224,
    )
    body = etree.tostring(signer.sign(to_tree(alert()), key=KEY, cert=[CERTIFICATE]))
    assert refused(body) == "altered"


def test_a_certificate_that_is_none_is_a_stranger() -> None:
    body = BODY.replace(b"<ds:X509Certificate>", b"<ds:X509Certificate>AAAA")
    assert refused(body) == "unknown_signer"


def test_a_document_with_a_doctype_is_not_even_looked_at() -> None:
    assert refused(BODY.replace(b"<alert", b"<!DOCTYPE alert><alert", 1)) == "unreadable"


def test_a_comment_added_later_changes_nothing_that_is_read() -> None:
    body = BODY.replace(b"gm-1<", b"gm-1<!-- iptal --><")
    assert verified(body, roots=ROOTS, now=NOW).alert == alert()


def test_a_key_and_the_certificate_of_another_are_told_apart() -> None:
    assert keys.belong_together(KEY, CERTIFICATE)
    assert not keys.belong_together(KEY, STRANGERS)
