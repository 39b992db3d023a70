"""How page tests read: in a language, as text."""


def in_language(client, settings, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language


def words(response):
    return response.content.decode()
