// Makes a server listen on this machine only, and says clearly when the port is taken.
import { once } from "node:events";
import type { Server } from "node:net";

/** Another program listens on the port already. */
export class PortTaken extends Error {
  override readonly name = "PortTaken";
  readonly port: number;

  constructor(port: number) {
    super(
      `Port ${port} on 127.0.0.1 is taken by another program. End that one, or choose another port.`,
    );
    this.port = port;
  }
}

/** Listens on 127.0.0.1:port (0: a free one). Resolves to the port; rejects with PortTaken. */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen({ host: "127.0.0.1", port });
  try {
    await once(server, "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
      throw new PortTaken(port);
    throw error;
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
