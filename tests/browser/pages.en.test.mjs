// Every page but the office's, in English.

import { pages } from './pages.mjs';

pages('en');
