// The two texts of a case: requests.http (as editors' HTTP clients write them) and responses.txt, and what stands between them.
//
//   ### what is tried
//   PATCH /api/things/a
//   If-Match: {{etag}}
//
//   {"label": "new"}
//
// {{etag}} is the last ETag, {{cursor}} the last next_cursor. A body without Content-Type is application/json.

export interface Exchange {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string | undefined;
}

export function parseExchanges(text: string): readonly Exchange[] {
  return text
    .split(/^###/m)
    .slice(1)
    .map((block) => {
      const [head = "", ...rest] = block.trim().split("\n\n");
      const [title = "", request = "", ...headers] = head.split("\n");
      const [method = "", path = ""] = request.split(/ (.*)/s);
      const body = rest.length > 0 ? rest.join("\n\n") : undefined;
      const named = headers.map((line): [string, string] => {
        const [name = "", value = ""] = line.split(/: *(.*)/s);
        return [name, value];
      });
      return { title: title.trim(), method, path, body, headers: new Map(named) };
    });
}

const shownHeaders = [
  "Location",
  "ETag",
  "Link",
  "Allow",
  "Accept-Post",
  "Accept-Patch",
  "Retry-After",
  "Preference-Applied",
  "WWW-Authenticate",
  "Content-Type",
];

/** Sends the requests one after the other and writes down the answers, with row versions numbered in order of appearance. */
export async function replay(
  exchanges: readonly Exchange[],
  send: (exchange: Exchange) => Promise<Response>,
): Promise<string> {
  const known = { etag: "", cursor: "" };
  const versions: string[] = [];
  const blocks: string[] = [];
  for (const exchange of exchanges) {
    const fill = (text: string) =>
      text.replaceAll("{{etag}}", known.etag).replaceAll("{{cursor}}", known.cursor);
    const response = await send({
      ...exchange,
      path: fill(exchange.path),
      headers: new Map([...exchange.headers].map(([name, value]) => [name, fill(value)])),
    });
    const body = await response.text();
    const etag = response.headers.get("ETag");
    if (etag !== null) known.etag = etag;
    if (etag !== null && !versions.includes(etag)) versions.push(etag);
    const isPage = body.startsWith('{"items":');
    if (isPage)
      known.cursor = (JSON.parse(body) as { next_cursor: string | null }).next_cursor ?? "";
    const headers = shownHeaders.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null || (name === "Content-Type" && value === "application/json")
        ? []
        : [`${name}: ${name === "ETag" ? `version ${versions.indexOf(value) + 1}` : value}`];
    });
    blocks.push(
      [
        `### ${exchange.title}`,
        String(response.status),
        ...headers,
        ...(body === "" ? [] : ["", masked(readable(body))]),
        "",
      ].join("\n"),
    );
  }
  return blocks.join("\n");
}

/** Problems are laid out; rows stay as they came, since layout would cost digits. */
function readable(body: string): string {
  return body.startsWith('{"type":"/problems/') ? JSON.stringify(JSON.parse(body), null, 2) : body;
}

/** Moments of this test run. */
function masked(body: string): string {
  return body.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (moment) =>
    Math.abs(Date.now() - Date.parse(moment)) < 3_600_000 ? "<now>" : moment,
  );
}
