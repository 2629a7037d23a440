// One thread that plans.

import { previewMany } from '../domain/rollout-preview';
import { answerTasks } from '../threads';
import type { PreviewTask } from './preview-threads';

answerTasks(({ portfolios, market }: PreviewTask) => previewMany(portfolios, market));
