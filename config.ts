/** The configuration: found, read, checked, with every default filled in. */
export { loadConfig, type Config, type Language, type LoadOptions, type LogLevel, type SmarthostConfig } from './config/load.ts';
export { ConfigError, formatProblem, type Problem } from './config/problems.ts';
export type { DatabaseConfig, MariadbConfig, SqliteConfig } from './config/database-url.ts';
export { listenerNames, type ListenerConfig, type ListenerName, type Listeners, type ListenerTls } from './config/listeners.ts';
export type { LimitName, Limits } from './config/limits.ts';
export { configurationTables } from './config/reference.ts';
