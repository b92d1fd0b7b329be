// What the tracer wrote, as the calls to others that a program tried to make.

/** A call that leaves the program: an address of the internet's two families, or a resolver's door. */
const outward =
  /\b(?:connect|sendto|sendmsg|sendmmsg)\(.*(?:sa_family=AF_INET6?\b|nscd\/socket|resolve\/io\.systemd|htons\(53\))/;

/** A resolver that is not there: what is asked of it is asked of others next, which is seen. */
const absent = /sun_path=.* ENOENT /;

/** The calls of a trace, a line each, also those that others were traced in the midst of. */
function whole(trace) {
  const begun = new Map();
  const calls = [];
  for (const line of trace.split("\n")) {
    const [, process, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const first = /^(.*) <unfinished \.\.\.>$/.exec(rest)?.[1];
    const last = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)?.[1];
    if (first !== undefined) begun.set(process, first);
    else if (last !== undefined) {
      calls.push(`${process} ${begun.get(process) ?? ""}${last}`);
      begun.delete(process);
    } else calls.push(line);
  }
  // A call that has not come back yet has gone out all the same.
  for (const [process, first] of begun) calls.push(`${process} ${first}`);
  return calls;
}

/**
 * The lines of a trace that are calls to others; what only asks the kernel is none.
 * `driver` is the port of the one that drives the window, which is part of the stage.
 */
export function callsOut(trace, driver = null) {
  const ofTheStage = `htons(${driver}), sin_addr=inet_addr("127.0.0.1")`;
  return whole(trace).filter(
    (line) => outward.test(line) && !absent.test(line) && !line.includes(ofTheStage),
  );
}
