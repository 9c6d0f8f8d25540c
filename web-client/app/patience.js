// What a server takes only so fast is sent again until it is taken.

const triesMax = 8;

/** Who is quick is told to wait a moment: then it is sent again, and is under way all the while.
 * @param {() => Promise<{ [field: string]: any }>} send */
export async function patiently(send) {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      const { code, retryAfterMs } = /** @type {import('../sdk/errors.js').HallwayError} */ (error);
      if (code !== 'rate_limited' || tries === triesMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs ?? 1000));
    }
  }
}
