// What the tracer wrote, as the calls to others that a program tried to make.

/** A call that leaves the program: an address of the internet's two families, or a resolver's door. */
const outward =
  /\b(?:connect|sendto|sendmsg|sendmmsg)\(.*(?:sa_family=AF_INET6?\b|nscd\/socket|resolve\/io\.systemd|htons\(53\))/;

/** The lines of a trace that are calls to others; what only asks the kernel is none. */
export function callsOut(trace) {
  return trace.split("\n").filter((line) => outward.test(line));
}
