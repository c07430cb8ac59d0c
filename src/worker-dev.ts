// The entry point under `wrangler dev`, where nothing stands between a client and the Worker: what a refusal left unread of a body is read
// here, or the client would lose its connection instead of being told. Cloudflare sees to that itself.

import type { Env } from "./env.ts";
import worker from "./worker.ts";

export default {
  async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    const response = await worker.fetch(request, env, context);
    const { body, bodyUsed } = request;
    if (body !== null && !body.locked && !bodyUsed) await body.pipeTo(new WritableStream());
    return response;
  },
};
