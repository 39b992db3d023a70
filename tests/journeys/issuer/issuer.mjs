// An OpenID Connect issuer of somebody else's making (npm oidc-provider, certified by the OpenID Foundation), as strict as
// it comes: PKCE is required, and what the scopes profile and email ask for is told at its own place, not in the token.
// Started as: node issuer.mjs SETTINGS.json
import { readFileSync } from "node:fs";

const told = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { default: Provider } = await import(told.library);

const provider = new Provider(told.issuer, {
  clients: [
    {
      client_id: told.client_id,
      client_secret: told.client_secret,
      redirect_uris: [`${told.home}/accounts/outside/staff/back/`],
      backchannel_logout_uri: `${told.home}/accounts/outside/staff/signed-out/`,
      backchannel_logout_session_required: true,
    },
  ],
  jwks: { keys: told.keys },
  pkce: { required: () => true },
  // It calls nobody on its own machine, and the home of a journey stands there: its guard is left out, here alone.
  fetch: (address, { dispatcher: _guard, ...options }) => globalThis.fetch(address, options),
  cookies: { keys: ["journey"] },
  claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email", "email_verified"] },
  features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: "Gülşah Işık", preferred_username: id, email: `${id}@belediye.example`, email_verified: true }),
  }),
});
provider.on("backchannel.error", (_context, fault) => console.error(String(fault), String(fault.cause ?? "")));
provider.on("backchannel.success", () => console.error("told the home that somebody signed out"));
provider.listen(told.port, "127.0.0.1");
