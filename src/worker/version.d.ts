/** The lab's version, put in by the build (vite.config.ts). */
declare const __LAB_VERSION__: string;
