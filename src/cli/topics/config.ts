import { type Config, defaultConfig } from '../../domain/rules/config.ts';
import type { Location } from '../../home/file/location.ts';
import { configReader } from '../../home/settings.ts';

/** The configuration of the repository that help is asked for in, or what is built in: help is given everywhere. */
export function readConfig(findLocation: () => Location): Config {
  try {
    return configReader(findLocation())().config;
  } catch {
    return defaultConfig;
  }
}
