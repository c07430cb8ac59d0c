// A port in front of another, some milliseconds away: what goes through is late by half a round trip each way, and counted.

import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface Traffic {
  /** How often a request, however many packets it has, was followed by an answer. */
  readonly roundTrips: number;
  /** Both ways. */
  readonly bytes: number;
}

export interface Proxy {
  readonly port: number;
  /** Since the last time it was asked. */
  traffic(): Traffic;
  close(): void;
}

/** `roundTripMs` is added to each round trip; the one that opens a connection counts as one. */
export async function startProxy(targetPort: number, roundTripMs: number): Promise<Proxy> {
  let roundTrips = 0;
  let bytes = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const target = connect(targetPort, "127.0.0.1");
    let asking = false;
    // Nobody can ask before the connection stands.
    let open = Date.now() + roundTripMs;
    relay(client, target, roundTripMs / 2, (size) => {
      asking = true;
      bytes += size;
      const wait = Math.max(0, open - Date.now());
      open = 0;
      return wait;
    });
    relay(target, client, roundTripMs / 2, (size) => {
      if (asking) roundTrips++;
      asking = false;
      bytes += size;
      return 0;
    });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.once("close", () => sockets.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    traffic() {
      const counted = { roundTrips, bytes };
      roundTrips = 0;
      bytes = 0;
      return counted;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** `onData` hears how many bytes come and says how much longer than usual they take. */
function relay(from: Socket, to: Socket, delayMs: number, onData: (size: number) => number): void {
  let last = 0;
  const later = (extraMs: number, act: () => void): void => {
    const due = Math.max(last, performance.now() + delayMs + extraMs);
    last = due;
    if (delayMs === 0) act();
    else setTimeout(act, due - performance.now());
  };
  from.on("data", (data) => later(onData(data.length), () => void to.write(data)));
  from.on("end", () => later(0, () => void to.end()));
  from.on("error", () => void to.destroy());
}
