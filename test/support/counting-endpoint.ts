// A Neon endpoint behind which another one answers: it counts what it is asked.
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";

import { listen } from "../../src/local/listen.ts";

export interface CountingEndpoint {
  readonly url: string;
  /** Requests since the last time it was asked: of a Worker, its subrequests. */
  count(): number;
  close(): void;
}

export async function startCountingEndpoint(behind: string): Promise<CountingEndpoint> {
  let asked = 0;
  const forward = (incoming: IncomingMessage, answer: ServerResponse): void => {
    asked++;
    const { method, headers } = incoming;
    const outgoing = request(behind, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    incoming.pipe(outgoing);
  };
  const server = createServer(forward);
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}${new URL(behind).pathname}`,
    count() {
      const counted = asked;
      asked = 0;
      return counted;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
