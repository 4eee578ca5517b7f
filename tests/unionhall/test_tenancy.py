"""Each model carries its hall or stands on the server-wide list; each field has its data class."""

from __future__ import annotations

from django.apps import apps

from unionhall.kit import privacy
from unionhall.record.models import Hall

SERVER_WIDE = {
    # model: why it belongs to the server and not to one hall
    "record.Hall": "is the tenancy key itself",
    "people.Account": "a person's one way in, which may open several halls; nothing says which",
    "people.Person": "somebody in one hall, found through the membership that carries the hall",
    "people.Session": "a browser signed in to the server; what it opens is sealed under its cookie",
    "bodies.FoundingLink": "lets a hall be founded, so there is none yet",
}


def without_a_hall(models, server_wide) -> list[str]:
    """Models of ours that neither have a key to the hall nor stand on the list."""
    return [
        model._meta.label
        for model in models
        if model.__module__.startswith("unionhall.")
        and model._meta.label not in server_wide
        and not any(
            field.name == "hall" and field.related_model is Hall for field in model._meta.concrete_fields
        )
    ]


def test_every_model_carries_its_hall():
    assert without_a_hall(apps.get_models(include_auto_created=True), SERVER_WIDE) == []


def test_the_list_names_only_models_that_need_it():
    labels = {model._meta.label for model in apps.get_models()}

    assert [label for label in SERVER_WIDE if label not in labels] == []
    assert without_a_hall([apps.get_model(label) for label in SERVER_WIDE], {}) == list(SERVER_WIDE)


def test_a_model_without_a_hall_is_found():
    rest = {label: why for label, why in SERVER_WIDE.items() if label != "people.Session"}

    assert without_a_hall(apps.get_models(), rest) == ["people.Session"]


def test_every_hall_key_is_required():
    loose = [
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name == "hall" and field.related_model is Hall and field.null
    ]

    assert loose == []


def test_every_field_has_its_data_class():
    assert privacy.faults() == []


def test_a_field_without_a_data_class_is_found(monkeypatch):
    real = privacy.of_room
    monkeypatch.setattr(
        privacy, "of_room", lambda label: {k: v for k, v in real(label).items() if k != "Entry.leaf"}
    )

    assert "record: Entry.leaf has no data class" in privacy.faults()


def test_a_data_class_of_a_field_that_is_gone_is_found(monkeypatch):
    real = privacy.of_room
    gone = {"Entry.gone": (privacy.MEMBERS, privacy.FOREVER)}
    monkeypatch.setattr(privacy, "of_room", lambda label: real(label) | (gone if label == "record" else {}))

    assert "record: Entry.gone has a data class and is no field" in privacy.faults()


def test_primary_keys_do_not_tell_time():
    """Random UUIDs, or a key shared one-to-one: halls move, and an id says nothing about when."""
    counting = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("unionhall.")
        and model._meta.pk.get_internal_type() not in {"UUIDField", "OneToOneField"}
    ]

    assert counting == []
