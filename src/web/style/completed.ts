import { adopt } from '../parts/adopt.ts';
import style from './completed.css' with { type: 'text' };

// Once, by whichever page has such a field first.
adopt(style);
