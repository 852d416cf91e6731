import type { ReactNode } from 'react';
import { Tab as AriaTab, TabList, TabPanel as AriaTabPanel, type TabPanelProps as AriaTabPanelProps, Tabs as AriaTabs, type TabsProps as AriaTabsProps } from 'react-aria-components/Tabs';
import styles from './tabs.module.css';

export interface TabsProps extends Omit<AriaTabsProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  readonly tabs: readonly { readonly id: string; readonly name: string }[];
  /** A {@link TabPanel} for each tab. */
  readonly children: ReactNode;
}

export function Tabs({ label, tabs, children, ...rest }: TabsProps) {
  return (
    <AriaTabs {...rest} className={styles.tabs ?? ''}>
      <TabList aria-label={label} className={styles.list ?? ''}>
        {tabs.map(({ id, name }) => (
          <AriaTab key={id} id={id} className={styles.tab ?? ''}>
            {name}
          </AriaTab>
        ))}
      </TabList>
      {children}
    </AriaTabs>
  );
}

export interface TabPanelProps extends Omit<AriaTabPanelProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode;
}

export function TabPanel({ children, ...panel }: TabPanelProps) {
  return (
    <AriaTabPanel {...panel} className={styles.panel ?? ''}>
      {children}
    </AriaTabPanel>
  );
}
