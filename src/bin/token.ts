// npm run token -- --id NAME --scopes S,… [--expires DATE]: makes a bearer token and the secret that lets it in.

import { createHash, randomBytes } from "node:crypto";
import { scopes as allScopes } from "../admin/auth.ts";
import { CommandError, readArguments, runCommand } from "./command.ts";

const USAGE = `npm run token -- --id NAME --scopes ${allScopes.join(",")} [--expires 2027-01-31]`;

await runCommand(() => {
  const { values } = readArguments(USAGE, {
    id: { type: "string" },
    scopes: { type: "string" },
    expires: { type: "string" },
  });
  const { id, scopes: list, expires } = values;
  if (id === undefined || list === undefined) throw new CommandError(`usage: ${USAGE}`, 2);
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(id)) {
    throw new CommandError(`--id "${id}": letters, digits and _ only, a letter first`);
  }
  const scopes = list.split(",").map((scope) => scope.trim());
  const unknown = scopes.find((scope) => !(allScopes as readonly string[]).includes(scope));
  if (unknown !== undefined) {
    throw new CommandError(`unknown scope "${unknown}"; there are ${allScopes.join(", ")}`);
  }
  if (expires !== undefined && Number.isNaN(Date.parse(expires))) {
    throw new CommandError(`--expires "${expires}" is no date; write it as 2027-01-31`);
  }
  const token = randomBytes(32).toString("base64url");
  const sha256 = createHash("sha256").update(token).digest("hex");
  const secret = { sha256, scopes, ...(expires === undefined ? {} : { expires }) };
  const name = `AUTH_TOKEN_${id.toUpperCase()}`;
  console.log(`token (shown once, keep it secret):
  ${token}

secret for production: npx wrangler secret put ${name}, then paste
  ${JSON.stringify(secret)}

or for local development, a line in .dev.vars:
  ${name}=${JSON.stringify(secret)}`);
});
