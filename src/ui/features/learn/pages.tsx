import { type ComponentType, lazy } from 'react';
import { FaultsPage } from './faults';
import { LoopPage, MethodPage, ReadingPage, RewardPage } from './methodPages';
import { DataPage, NetworksPage } from './networkPages';

const StrategiesPage = lazy(() => import('./strategyPages'));

export type PageId = 'loop' | 'method' | 'strategies' | 'reward' | 'networks' | 'reading' | 'faults' | 'data';

export const PAGES: readonly { readonly id: PageId; readonly title: string; readonly Body: ComponentType }[] = [
  { id: 'loop', title: 'What happens here', Body: LoopPage },
  { id: 'method', title: 'Controller and PPO', Body: MethodPage },
  { id: 'strategies', title: 'The other strategies', Body: StrategiesPage },
  { id: 'reward', title: 'The reward', Body: RewardPage },
  { id: 'networks', title: 'The networks', Body: NetworksPage },
  { id: 'reading', title: 'Reading chart and map', Body: ReadingPage },
  { id: 'faults', title: 'As published, corrected', Body: FaultsPage },
  { id: 'data', title: 'Where the numbers come from', Body: DataPage },
];
