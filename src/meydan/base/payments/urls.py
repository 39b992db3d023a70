"""Addresses of this room."""

from django.urls import path

from meydan.base.payments.views import cashier, paying

app_name = "payments"
urlpatterns = [
    path("pay/<str:code>/", paying.pay, name="pay"),
    path("pay/<str:code>/receipt.pdf", paying.receipt, name="receipt"),
    path("payments/notices/<slug:code>/", paying.notice, name="notice"),
    path("desk/payments/", cashier.fees, name="fees"),
    path("desk/payments/<int:order_id>/", cashier.fee, name="fee"),
    path("desk/payments/<int:order_id>/take/", cashier.take, name="take"),
    path("desk/payments/tries/<int:attempt_id>/refund/", cashier.give_back, name="refund"),
    path("desk/payments/refunds/<int:refund_id>/again/", cashier.try_refund_again, name="refund_again"),
    path("desk/payments/statements/", cashier.reconcile, name="reconcile"),
    path("desk/payments/statements/<int:statement_id>/", cashier.statement, name="statement"),
]
