import { z } from 'zod';

// Zod tries whether it may compile its checks by eval. The policy forbids that, and the attempt alone is reported.
z.config({ jitless: true });
