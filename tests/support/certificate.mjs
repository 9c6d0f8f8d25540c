// Certificates that nobody vouches for, made by openssl for one test.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Writes one with its key, for localhost and 127.0.0.1.
 * @param {string} folder
 * @param {{ days?: number }} [how]  how long it lasts
 */
export function makeCertificate(folder, { days = 30 } = {}) {
  const certificate = join(folder, "certificate.pem");
  const key = join(folder, "key.pem");
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", String(days), "-subj", "/CN=localhost",
    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate], { stdio: "ignore" });
  return { certificate, key, flags: ["--tls-certificate", certificate, "--tls-key", key] };
}

let ofProcess;
/** One for all servers of this process. */
export function ownCertificate() {
  if (!ofProcess) {
    const folder = mkdtempSync(join(tmpdir(), "hallway-test-certificate-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    ofProcess = makeCertificate(folder);
  }
  return ofProcess;
}
