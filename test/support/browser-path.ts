import { existsSync } from 'node:fs';

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser of the machine, or CHROMIUM; none is downloaded. */
export const browserPath = places.find((path): path is string => path !== undefined && existsSync(path));
