// Starts Swagger UI on the two documents of this Worker. Nothing is loaded from, or sent to, another host.

import { filterForm } from "./filter-form.js";

const documents = [
  { name: "REST", url: "/openapi.json" },
  { name: "Admin", url: "/openapi-admin.json" },
];

// On a developer's machine the Worker accepts this well-known token; anywhere else it is refused, so it is not even offered.
const developmentToken = "local-dev-token";
const onThisMachine = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);

/** Fills in the token for every bearer scheme of the document shown; Swagger UI calls this after each document it loads. */
function authorize() {
  if (!onThisMachine) return;
  const schemes =
    ui.getSystem().specSelectors.specJson().getIn(["components", "securitySchemes"])?.toJS() ?? {};
  for (const [name, scheme] of Object.entries(schemes)) {
    if (scheme.type === "http" && scheme.scheme === "bearer")
      ui.preauthorizeApiKey(name, developmentToken);
  }
}

const ui = SwaggerUIBundle({
  dom_id: "#swagger-ui",
  urls: documents,
  "urls.primaryName": documents[0].name,
  plugins: [filterForm],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  deepLinking: true,
  tryItOutEnabled: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
  onComplete: authorize,
});
