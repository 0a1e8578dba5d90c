/** One for all tabs of a browser: what one of them says, the others hear. */
const ports = new Set<MessagePort>();

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  if (!port) return;
  ports.add(port);
  port.onmessage = ({ data }) => {
    for (const other of ports) if (other !== port) other.postMessage(data);
  };
});
