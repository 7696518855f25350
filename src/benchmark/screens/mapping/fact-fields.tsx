import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ColumnSelect } from './column-select';
import classes from './mapping.module.css';
import { FACTS, type MappingForm } from './mapping-form';

interface FactFieldsProps {
  columns: readonly string[];
  facts: MappingForm['facts'];
  onChange: (facts: MappingForm['facts']) => void;
}

/** What else a table may say about an item; none of it is needed. */
export function FactFields({ columns, facts, onChange }: FactFieldsProps) {
  const { t } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  const id = useId();
  return (
    <>
      <Button variant="subtle" px="xs" aria-expanded={open} aria-controls={id} onClick={toggle}>
        {t(open ? 'benchmark.mapping.less' : 'benchmark.mapping.more')}
      </Button>
      <Collapse expanded={open} id={id}>
        <div className={classes.fields}>
          {FACTS.map((fact) => (
            <ColumnSelect
              key={fact}
              label={t(`benchmark.mapping.facts.${fact}`)}
              columns={columns}
              value={facts[fact]}
              onChange={(column) => onChange({ ...facts, [fact]: column })}
            />
          ))}
        </div>
      </Collapse>
    </>
  );
}
