/** Counts open connections per listener, and per listener and address. */
import { countedAddress } from './addresses.ts';

export interface ConnectionLimits {
  readonly connectionsPerListener: number;
  readonly connectionsPerAddress: number;
}

export type Admission =
  | { readonly accepted: true; /** To be called once, when the connection is gone. */ release(): void }
  | { readonly accepted: false; readonly full: 'listener' | 'address' };

export interface ConnectionGate {
  tryAccept(listener: string, address: string): Admission;
  open(listener: string): number;
}

export function connectionGate(limits: ConnectionLimits): ConnectionGate {
  const counts = new Map<string, number>();
  const change = (key: string, by: 1 | -1): void => {
    const count = (counts.get(key) ?? 0) + by;
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
  };
  return {
    tryAccept(listener, address) {
      const place = `${listener} ${countedAddress(address)}`;
      if ((counts.get(listener) ?? 0) >= limits.connectionsPerListener) return { accepted: false, full: 'listener' };
      if ((counts.get(place) ?? 0) >= limits.connectionsPerAddress) return { accepted: false, full: 'address' };
      change(listener, 1);
      change(place, 1);
      let isOpen = true;
      return {
        accepted: true,
        release() {
          if (!isOpen) return;
          isOpen = false;
          change(listener, -1);
          change(place, -1);
        },
      };
    },
    open: (listener) => counts.get(listener) ?? 0,
  };
}
