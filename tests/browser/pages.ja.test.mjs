// Every page but the office's, in Japanese.

import { pages } from './pages.mjs';

pages('ja');
