import { startCounting } from './work.ts';

// V8 counts in code that it compiles from now on: before the first import of what is to be counted.
startCounting();
