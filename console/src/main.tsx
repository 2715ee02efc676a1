import { renderConsole } from './render-console.tsx';

renderConsole();
