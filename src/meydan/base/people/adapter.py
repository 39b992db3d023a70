from allauth.account.adapter import DefaultAccountAdapter as MunicipalAccountAdapter  # noqa: F401
