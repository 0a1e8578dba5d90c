import { adopt } from '../parts/adopt.ts';
import style from './pages.css' with { type: 'text' };

// Once, by whichever of the pages is opened first.
adopt(style);
