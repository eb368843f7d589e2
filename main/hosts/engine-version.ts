import packageFile from '../../package.json' with { type: 'json' };

/** Version of the engine that decides, recorded on every run. */
export const ENGINE_VERSION: string = packageFile.version;
